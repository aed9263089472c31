//! Plain texts with what other programs left in them, and what their authors typed.

use super::Case;

/// The text form of a text, its receipt reversible.
fn shown(text: &str, options: &[&str]) -> String {
    let case = Case::new("a.txt", text);
    super::support::wenji()
        .args(["check", case.file.to_str().unwrap(), "--roundtrip"])
        .assert()
        .success();
    case.text(options)
}

fn html(text: &str) -> String {
    let page = Case::new("a.txt", text).html(&[]);
    page.split_once("<main>").unwrap().1.to_owned()
}

#[test]
fn entities_and_tags_are_read() {
    let text = "第一章　雨夜\n\n&nbsp;&nbsp;&nbsp;&nbsp;他说&ldquo;好&rdquo;，然后走了&hellip;&hellip;<br/>她没有回答。\n&#12288;&#12288;码头上只剩一盏灯&mdash;&mdash;老周把缆绳又紧了一圈。<br>\n<p>他听见有人在喊他的名字，却看不见人。</p>\n";
    let want = "第一章　雨夜\n他说“好”，然后走了……\n她没有回答。\n码头上只剩一盏灯——老周把缆绳又紧了一圈。\n他听见有人在喊他的名字，却看不见人。\n";
    assert_eq!(shown(text, &[]), want);
    let page = html(
        "<h3>渡口</h3>\n<p>他在渡口等船，一直等到天黑。</p>\n<h3>归途</h3>\n<p>船来了，他却不想走了。</p>\n",
    );
    assert!(
        page.contains("归途</h2>") && page.contains("<p>船来了，他却不想走了。</p>"),
        "{page}"
    );
    for same in [
        "写作“&nbsp;”的是空格。\n",
        "若 a<b 则 b>a。\n",
        "R&D 投入与 AT&T 相当。\n",
    ] {
        assert_eq!(shown(same, &["--punctuation", "keep"]), same);
    }
    let case = Case::new("a.txt", text);
    let (_, said) = case.made("html", &[]);
    assert!(said.contains("[leftovers] 3 line(s)"), "{said}");
    let receipt = case.dir.path().join("r.jsonl");
    case.made("text", &["--receipt", receipt.to_str().unwrap()]);
    let rows = std::fs::read_to_string(receipt).unwrap();
    assert!(
        rows.contains("&nbsp;&nbsp;") && rows.contains("\"rule\":\"markup\""),
        "{rows}"
    );
}

#[test]
fn spaces_of_recognition_go() {
    let text = "第 一 章 渡 口\n那 年 冬 天 他 还 住 在 城 北 的 筒 子 楼 里 ， 每 天 夜 里 写 两 千 字 。\n\n第 二 章 稿 费\n稿 费 单 寄 到 的 那 天 下 着 小 雨 ， 他 站 在 邮 局 门 口 数 了 三 遍 。\n";
    let got = shown(text, &[]);
    assert!(
        got.contains("第一章　渡口\n那年冬天他还住在城北的筒子楼里，每天夜里写两千字。\n"),
        "{got}"
    );
    assert!(got.contains("第二章　稿费\n"), "{got}");
    for (same, words) in [
        ("目 录\n\n他在城北住了三年，每天写两千字。\n", "目 录"),
        (
            "出席：张三 李四 王五 赵六 周七 吴八\n他们都来了，会议开得很好。\n",
            "张三 李四 王五",
        ),
        ("春 晓\n\n春眠不觉晓，\n处处闻啼鸟。\n", "春 晓"),
    ] {
        assert!(shown(same, &[]).contains(words), "{same}");
    }
}

#[test]
fn quotes_dots_and_stops_are_set_right_at_their_level() {
    let text = "第一章　车站\n她说：\"今天不走了.\"他问：\"为什么?!\"\n站长笑着摇头，说：\"车晚点了，要等到八点...\"\n他看了看表，还早.于是两个人提着箱子过了马路...\n";
    let want = "第一章　车站\n她说：“今天不走了。”他问：“为什么？！”\n站长笑着摇头，说：“车晚点了，要等到八点……”\n他看了看表，还早。于是两个人提着箱子过了马路……\n";
    assert_eq!(shown(text, &[]), want);
    assert_eq!(shown(text, &["--punctuation", "full"]), want);
    let kept = shown(text, &["--punctuation", "keep"]);
    assert!(
        kept.contains("\"今天不走了.\"") && kept.contains("八点...\""),
        "{kept}"
    );
    // At the level of safe changes a point stays a point.
    assert!(shown(text, &["--punctuation", "safe"]).contains("“今天不走了.”"));
    for (text, want) in [
        (
            "他读《两个鸡蛋》.后来走了.又回来了.\n",
            "他读《两个鸡蛋》。后来走了。又回来了。\n",
        ),
        (
            "人称“瘸子面”.他姓王.住在城北.\n",
            "人称“瘸子面”。他姓王。住在城北。\n",
        ),
        ("他走了。他说3.5元。\n", "他走了。他说3.5元。\n"),
    ] {
        assert_eq!(shown(text, &[]), want);
    }
}

#[test]
fn typography_1_3_full_width_figures_become_half_width() {
    let text =
        "第一章　统计\n１９９８年增长７．４％，共１，２３４元。ＡＢＣ公司有１０２３９８人。\n";
    let got = shown(text, &[]);
    assert!(
        got.contains("1998年增长7.4%，共1,234元。ABC公司有102398人。"),
        "{got}"
    );
    assert!(shown(text, &["--punctuation", "keep"]).contains("１９９８年增长７．４％"));
    let case = Case::new(
        "a.txt",
        "工作要点\n\n（１）要抓好春耕，确保不误农时。\n（２）要修好水渠，确保不误农时。\n（３）要管好仓库，确保不误农时。\n",
    );
    let json = std::fs::read_to_string(case.made("json", &[]).0).unwrap();
    assert!(json.contains("（１）") && json.contains("（1）"), "{json}");
    let receipt = case.dir.path().join("r.jsonl");
    case.made("text", &["--receipt", receipt.to_str().unwrap()]);
    assert!(
        std::fs::read_to_string(receipt)
            .unwrap()
            .contains("\"rule\":\"width\"")
    );
}

#[test]
fn marks_of_chat_answers_are_read_where_they_are_used_throughout() {
    let page = html(
        "# 春耕工作要点\n\n**第一，抓好春耕。**各村要提前备足种子。\n\n**第二，修好水渠。**渠首在三月底前完工。\n\n- **时间**：三月一日。\n- **地点**：上河村。\n\n## 1. 组织领导\n\n各村成立小组。*注意*：不得迟于三月五日。准备`尿素`二十吨，~~其余自筹~~。\n",
    );
    for want in [
        "<strong>第一，抓好春耕。</strong>各村",
        "<strong>时间</strong>：",
        "<em>注意</em>：",
        "准备尿素二十吨",
        "<s>其余自筹</s>",
    ] {
        assert!(page.contains(want), "{want}: {page}");
    }
    for same in [
        "今年20**年**月，到会的人很多。\n",
        "2*3*4=24，3*4=12。\n",
        "他说**好，然后走了。\n",
    ] {
        assert!(
            shown(same, &["--punctuation", "keep"]).contains(same.trim()),
            "{same}"
        );
    }
}

#[test]
fn rows_of_tabs_and_strokes_are_tables() {
    for (text, cells) in [
        (
            "各村亩数如下，数字取自春季普查：\n\n村名\t亩数\t产量\n上河\t320\t96.5\n下河\t1,280\t410\n\n以上是春季的数字。\n",
            ["<th>村名</th>", "<td>1,280</td>"],
        ),
        (
            "各村金额如下表所示：\n\n| 项目 | 金额 |\n|------|-----:|\n| 种子 | 300 |\n| 化肥 | 500 |\n\n以上是春季的数字。\n",
            ["<th>项目</th>", "<td>500</td>"],
        ),
        (
            "各村金额如下表所示：\n\n项目|金额\n---|---\n种子|300\n\n以上是春季的数字。\n",
            ["<th>金额</th>", "<td>300</td>"],
        ),
        (
            "各村亩数如下表所示：\n\n上河\t东\t320\n下河\t西\t\n中河\t南\t410\n\n以上是春季的数字。\n",
            ["<td>上河</td>", "<td></td>"],
        ),
    ] {
        let page = html(text);
        for cell in cells {
            assert!(page.contains(cell), "{cell}: {page}");
        }
        assert!(!page.contains('|'), "{page}");
        shown(text, &[]);
        Case::new("a.txt", text).made("docx", &[]);
    }
}

#[test]
fn scenes_part_at_gaps_and_marks() {
    let (a, b) = (
        "她把信折好，放进箱底，又把箱子推回床下，这才坐下来喝茶。",
        "三年以后，有人在北方的小城里见过她，说她开了一家书店。",
    );
    let before = "码头上只剩一盏灯，老周把缆绳又紧了一圈，抬头看天。";
    let page = html(&format!(
        "第一章　雨夜\n\n{before}\n\n{a}\n\n\n\n{b}\n\n没有人问起老周去了哪里，日子照旧一天天过。\n"
    ));
    assert!(
        page.contains(&format!("<p>{a}</p>\n<hr class=\"scene\"/>\n<p>{b}</p>")),
        "{page}"
    );
    assert_eq!(page.matches("<hr").count(), 1);
    for (mark, want) in [
        ("-----", "<hr class=\"scene\"/>"),
        ("=====", "<hr class=\"scene\"/>"),
        ("* * *", "<p class=\"mark\">* * *</p>"),
        ("※", "<p class=\"mark\">※</p>"),
        ("◆", "<p class=\"mark\">◆</p>"),
        ("~~~~~", "<p class=\"mark\">~~~~~</p>"),
    ] {
        let text = format!("第一章　雨夜\n\n{before}\n\n{a}\n\n{mark}\n\n{b}\n");
        let page = html(&text);
        assert!(
            page.contains(&format!("{a}</p>\n{want}\n<p>{b}")),
            "{mark}: {page}"
        );
        let case = Case::new("a.txt", &text);
        let receipt = case.dir.path().join("r.jsonl");
        case.made("epub", &["--receipt", receipt.to_str().unwrap()]);
        assert!(
            std::fs::read_to_string(receipt)
                .unwrap()
                .contains("\"rule\":\"scene-break\""),
            "{mark}"
        );
        case.made("docx", &[]);
        case.made("pdf", &[]);
    }
}

#[test]
fn stars_between_scenes_are_no_list() {
    let (a, b) = (
        "她把信折好，放进箱底，这才坐下来喝茶。",
        "三年以后，有人在北方的小城里见过她。",
    );
    let text =
        format!("第一章　雨夜\n\n{a}\n* * *\n{b}\n* * *\n{a}\n\n第二章　晴天\n\n{b}\n* * *\n{a}\n");
    let case = Case::new("a.txt", &text);
    let page = case.html(&[]);
    assert_eq!(
        page.matches("<p class=\"mark\">* * *</p>").count(),
        3,
        "{page}"
    );
    assert!(!page.contains("<li><p>"), "{page}");
    case.made("pandoc", &[]);
}

#[test]
fn a_title_printed_again_is_one_title() {
    for head in [
        "第1章 赤潮\n\n第1章 赤潮\n",
        "第1章\n\n第1章 赤潮\n",
        "第1章 赤潮\n第1章 赤潮\n",
        "第1章 赤潮\n\n第1章、赤潮\n",
    ] {
        let second = head.replace("第1章", "第2章").replace("赤潮", "归途");
        let text = format!(
            "{head}\n码头上只剩一盏灯，老周把缆绳又紧了一圈。\n\n{second}\n后来我们搬去了北边的城里，那里的冬天很长。\n"
        );
        let got = shown(&text, &[]);
        assert_eq!(
            got,
            "第1章　赤潮\n码头上只剩一盏灯，老周把缆绳又紧了一圈。\n\n第2章　归途\n后来我们搬去了北边的城里，那里的冬天很长。\n",
            "{head}"
        );
        let case = Case::new("a.txt", &text);
        let receipt = case.dir.path().join("r.jsonl");
        case.made("text", &["--receipt", receipt.to_str().unwrap()]);
        assert!(
            std::fs::read_to_string(receipt)
                .unwrap()
                .contains("\"rule\":\"repeat\"")
        );
    }
}
