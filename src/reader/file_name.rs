//! What a file's name tells of a book: its title, and who wrote it.

/// What a pattern of the user's takes from a file's name: it counts where the text names neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileName {
    /// Title of the book.
    pub title: Option<String>,
    /// Its author.
    pub author: Option<String>,
}

/// Title and author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// Title of the book.
    pub title: String,
    /// Its author, if the name tells.
    pub author: Option<String>,
}

/// Words between a title and its author, each with what stands before and behind it.
const BETWEEN: [&str; 12] = [
    "作者：",
    "作者:",
    "作者_",
    "作者 ",
    " by ",
    " BY ",
    "_by_",
    " - ",
    " — ",
    "——",
    " － ",
    "－",
];

/// What follows a title in marks without being a part of it.
const TOLD: [&str; 14] = [
    "作者", "by", "BY", "全", "完", "精校", "校对", "校對", "txt", "TXT", "实体", "典藏", "修订",
    "插图",
];

/// Reads a name without its extension: 《书名》作者：某, 书名 - 某, 书名 by 某, ［某］书名.
pub(super) fn read(stem: &str) -> Named {
    let stem = stem.trim();
    for (open, close) in [('[', ']'), ('【', '】'), ('［', '］')] {
        if let Some((who, rest)) = stem.strip_prefix(open).and_then(|s| s.split_once(close))
            && !clean(rest).is_empty()
            && is_who(who)
        {
            return named(rest, Some(who));
        }
    }
    let wrapped = stem.strip_prefix('《').and_then(|s| s.split_once('》'));
    // 《围城》与我 is a title of its own.
    let told = |rest: &str| {
        !rest.starts_with(|c: char| c.is_alphabetic()) || TOLD.iter().any(|w| rest.starts_with(w))
    };
    if let Some((title, rest)) = wrapped.filter(|(_, rest)| told(rest.trim_start())) {
        let who = BETWEEN.iter().find_map(|b| rest.split_once(b.trim()));
        let who = who.map(|(_, w)| w).filter(|w| is_who(w));
        return named(title, who);
    }
    for b in BETWEEN {
        if let Some((title, who)) = stem.split_once(b)
            && !clean(title).is_empty()
            && is_who(who)
        {
            return named(title, Some(who));
        }
    }
    named(stem, None)
}

fn named(title: &str, author: Option<&str>) -> Named {
    Named {
        title: clean(title).to_owned(),
        author: author
            .map(|a| clean(a).to_owned())
            .filter(|a| !a.is_empty()),
    }
}

/// Without the marks that names of files wrap titles in, and without halves of brackets at the edges: 渡口（上） keeps its
/// own.
fn clean(s: &str) -> &str {
    const PAIRS: [(char, char); 5] = [
        ('《', '》'),
        ('（', '）'),
        ('(', ')'),
        ('[', ']'),
        ('【', '】'),
    ];
    let edge = |c: char| c.is_whitespace() || "_-—－：:".contains(c);
    let mut s = s.trim_matches(edge);
    loop {
        let before = s;
        for (open, close) in PAIRS {
            let inner = s.strip_prefix(open).and_then(|r| r.strip_suffix(close));
            s = inner.filter(|i| !i.contains([open, close])).unwrap_or(s);
            if s.matches(open).count() != s.matches(close).count() {
                s = s.trim_matches([open, close]);
            }
            s = s.trim_matches(edge);
        }
        if s == before {
            return s;
        }
    }
}

/// Could these be a writer's names? A number, or a long phrase, is none.
fn is_who(s: &str) -> bool {
    let s = clean(s);
    let n = s.chars().count();
    (1..=20).contains(&n) && s.chars().any(char::is_alphabetic) && !s.contains(['。', '，', '第'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_downloaded_books_are_read() {
        for (stem, title, author) in [
            ("《渡口》作者：林晓", "渡口", Some("林晓")),
            ("《渡口》(全本) 作者:林晓", "渡口", Some("林晓")),
            ("渡口往事 - 林晓", "渡口往事", Some("林晓")),
            ("渡口 by 林晓", "渡口", Some("林晓")),
            ("[林晓]渡口", "渡口", Some("林晓")),
            ("渡口作者：林晓", "渡口", Some("林晓")),
            ("《渡口》", "渡口", None),
            ("《渡口》全集", "渡口", None),
            ("《围城》与我", "《围城》与我", None),
            ("我读《史记》", "我读《史记》", None),
            ("渡口（上）", "渡口（上）", None),
            ("《红楼梦》与《金瓶梅》", "《红楼梦》与《金瓶梅》", None),
            ("渡口", "渡口", None),
            ("讲话稿 - 2008", "讲话稿 - 2008", None),
        ] {
            let got = read(stem);
            assert_eq!(
                (got.title.as_str(), got.author.as_deref()),
                (title, author),
                "{stem}"
            );
        }
    }
}
