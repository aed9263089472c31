//! The words of the help: a row for each option and command.

/// A group of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Given,
    Main,
    Reading,
    Look,
    Word,
    Epub,
    Pdf,
    Running,
}

impl Group {
    /// Its heading in English and Chinese.
    pub(super) const fn heading(self) -> (&'static str, &'static str) {
        match self {
            Self::Given => ("Arguments", "参数"),
            Self::Main => ("Options", "选项"),
            Self::Reading => ("Reading", "读入"),
            Self::Look => ("Look", "版式"),
            Self::Word => ("Word", "Word"),
            Self::Epub => ("E-books", "电子书"),
            Self::Pdf => ("PDF", "PDF"),
            Self::Running => ("Running", "运行"),
        }
    }
}

/// A command: its name, what it does in Chinese, its usage in Chinese, and what stands below its help.
pub(super) struct About {
    pub(super) name: &'static str,
    pub(super) zh: &'static str,
    pub(super) usage: &'static str,
    pub(super) below: (&'static str, &'static str),
}

/// Below the help of the program.
pub(super) const BELOW: (&str, &str) = (
    "Examples:
  wenji convert book.txt --to docx,pdf,epub
  wenji outline book.txt
  wenji check book.txt
  wenji help convert

Exit codes: 0 done · 1 failed · 2 wrong usage · 3 input · 4 --strict found
warnings · 5 output refused",
    "示例：
  wenji convert book.txt --to docx,pdf,epub
  wenji outline book.txt
  wenji check book.txt
  wenji help convert

退出码：0 完成 · 1 失败 · 2 用法有误 · 3 输入有误 · 4 --strict 发现警告 ·
5 未能写出",
);

/// What the program does, in Chinese.
pub(super) const PROGRAM: &str = "把杂乱的中文纯文本文集变成 Word、PDF 和电子书";

pub(super) const COMMANDS: &[About] = &[
    About {
        name: "convert",
        zh: "转换文本",
        usage: "wenji convert [选项] <文件>...",
        below: (
            "Examples:
  wenji convert book.txt --to docx,pdf,epub
  wenji convert texts/ --to epub -o out/ --jobs 4
  wenji convert 'texts/**/*.txt' --merge --title Works --to pdf -o works.pdf
  wenji convert book.txt --to pdf --pieces 1-5,9 --front preface.txt
  wenji convert book.txt --to pdf --style book --set page.inner=30
  wenji convert book.txt --profile kindle
  wenji convert book.txt --to pdf --watch
  wenji convert - --to text < book.txt

Options may stand in wenji.toml (wenji init); those given here count first.",
            "示例：
  wenji convert book.txt --to docx,pdf,epub
  wenji convert 文稿/ --to epub -o out/ --jobs 4
  wenji convert '文稿/**/*.txt' --merge --title 全集 --to pdf -o 全集.pdf
  wenji convert book.txt --to pdf --pieces 1-5,9 --front 自序.txt
  wenji convert book.txt --to pdf --style book --set page.inner=30
  wenji convert book.txt --profile kindle
  wenji convert book.txt --to pdf --watch
  wenji convert - --to text < book.txt

选项也可写在 wenji.toml 里（见 wenji init），以命令行为准。",
        ),
    },
    About {
        name: "init",
        zh: "新建设置文件 wenji.toml，列出全部选项",
        usage: "wenji init [文件夹]",
        below: (
            "Example:\n  wenji init && wenji convert book.txt",
            "示例：\n  wenji init && wenji convert book.txt",
        ),
    },
    About {
        name: "outline",
        zh: "显示每一行被认作什么",
        usage: "wenji outline [选项] <文件>...",
        below: (
            "Examples:
  wenji outline book.txt | less -R
  wenji outline book.txt --format jsonl",
            "示例：
  wenji outline book.txt | less -R
  wenji outline book.txt --format jsonl",
        ),
    },
    About {
        name: "check",
        zh: "列出需要人看一看的地方",
        usage: "wenji check [选项] <文件>...",
        below: (
            "Examples:
  wenji check book.txt
  wenji check book.txt --roundtrip --strict --message-format json",
            "示例：
  wenji check book.txt
  wenji check book.txt --roundtrip --strict --message-format json",
        ),
    },
    About {
        name: "review",
        zh: "在浏览器中对照原文核对、校正",
        usage: "wenji review [选项] <文件>\n      wenji review [选项] <文件> -o <页面>",
        below: (
            "Examples:
  wenji review book.txt
  wenji review book.txt -o review.html
  wenji review --serve",
            "示例：
  wenji review book.txt
  wenji review book.txt -o review.html
  wenji review --serve",
        ),
    },
    About {
        name: "style",
        zh: "输出内置样式，供修改；或样式各项的说明",
        usage: "wenji style <样式名>\n      wenji style --schema",
        below: (
            "Examples:\n  wenji style book > my.toml\n  wenji style --schema > style.schema.json",
            "示例：\n  wenji style book > my.toml\n  wenji style --schema > style.schema.json",
        ),
    },
    About {
        name: "fonts",
        zh: "列出内置字体",
        usage: "wenji fonts [选项]",
        below: (
            "Examples:\n  wenji fonts\n  wenji fonts --licences | less",
            "示例：\n  wenji fonts\n  wenji fonts --licences | less",
        ),
    },
    About {
        name: "schema",
        zh: "输出 --to json 所写内容的 JSON Schema",
        usage: "wenji schema",
        below: (
            "Example:\n  wenji schema > tree.schema.json",
            "示例：\n  wenji schema > tree.schema.json",
        ),
    },
    About {
        name: "completions",
        zh: "输出命令行补全脚本",
        usage: "wenji completions <SHELL>",
        below: (
            "Example:\n  wenji completions fish > ~/.config/fish/completions/wenji.fish",
            "示例：\n  wenji completions fish > ~/.config/fish/completions/wenji.fish",
        ),
    },
    About {
        name: "man",
        zh: "输出手册页",
        usage: "wenji man [命令]",
        below: (
            "Examples:\n  wenji man | man -l -\n  wenji man convert > wenji-convert.1",
            "示例：\n  wenji man | man -l -\n  wenji man convert > wenji-convert.1",
        ),
    },
    About {
        name: "help",
        zh: "显示命令的帮助",
        usage: "wenji help [命令]",
        below: (
            "Example:\n  wenji help convert",
            "示例：\n  wenji help convert",
        ),
    },
];

/// An option of any command: its id, its group, and what it does in Chinese.
pub(super) const OPTIONS: &[(&str, Group, &str)] = &[
    (
        "files",
        Group::Given,
        "文本文件、文件夹、通配符（texts/*.txt），- 表示标准输入",
    ),
    ("file", Group::Given, "文本文件；只给文件时在浏览器中打开"),
    (
        "name",
        Group::Given,
        "gongwen、xinhan、mingling、jiyao 或 book",
    ),
    (
        "shell",
        Group::Given,
        "bash、zsh、fish、powershell 或 elvish",
    ),
    ("folder", Group::Given, "所在文件夹（默认为当前文件夹）"),
    ("command", Group::Given, "命令名，如 convert"),
    (
        "to",
        Group::Main,
        "输出格式，可用逗号列出几种（默认由输出文件名判断）",
    ),
    (
        "output",
        Group::Main,
        "输出文件；或文件夹（以 / 结尾，没有就新建）；- 表示标准输出",
    ),
    (
        "serve",
        Group::Main,
        "在浏览器中打开页面，校正即时生效，并可保存 DOCX、PDF、EPUB；不给文件时把文本拖进页面；只供本机访问，页面关闭即停止",
    ),
    ("no_open", Group::Main, "只显示网址，不打开浏览器"),
    (
        "split",
        Group::Main,
        "每篇一个文件，名为“编号-标题”，放进 --output 指定的文件夹",
    ),
    ("merge", Group::Main, "所有输入按给出的顺序合为一集"),
    (
        "pieces",
        Group::Main,
        "只取这几篇，编号同大纲：1-5,9（7- 表示到最后一篇）",
    ),
    (
        "front",
        Group::Main,
        "自己的序言、献词或版权页，放在第一篇之前，首行作标题；可多次使用",
    ),
    (
        "back",
        Group::Main,
        "自己的后记，放在全书之后，首行作标题；可多次使用",
    ),
    ("title", Group::Main, "书名"),
    ("author", Group::Main, "作者"),
    ("lang_ui", Group::Main, "消息语言：en 或 zh（默认随系统）"),
    ("help", Group::Main, "显示本帮助"),
    ("version", Group::Main, "显示版本"),
    (
        "schema",
        Group::Main,
        "输出样式的 JSON Schema：各项的名称、可用的值和含义",
    ),
    (
        "format",
        Group::Main,
        "tree 为树形，jsonl 为每行一个 JSON（附依据），labels 为语料的标注",
    ),
    (
        "message_format",
        Group::Main,
        "human 供人阅读，json 供程序使用",
    ),
    (
        "roundtrip",
        Group::Main,
        "由文档树与清单还原原文，逐字节比较",
    ),
    (
        "from",
        Group::Reading,
        "输入格式：auto 按扩展名判断；html 是网页或存下的章节；json 是 --to json 所写的文档树；pandoc 是 pandoc -t json 所写",
    ),
    (
        "from_encoding",
        Group::Reading,
        "指定编码，不再自动识别：utf-8、gb18030、big5、utf-16le 等",
    ),
    (
        "follow_links",
        Group::Reading,
        "文件夹和通配符中遇到的链接也取用；否则说明后略去",
    ),
    (
        "max_input",
        Group::Reading,
        "最大的输入，以字节计，或写 k、M、G；更大的拒绝读入",
    ),
    (
        "repair_encoding",
        Group::Reading,
        "修复此前已被错误解码的文字（乱码），只改有把握的",
    ),
    (
        "join_notes",
        Group::Reading,
        "文末的注释接到正文中的注号上：Word 和 PDF 中为脚注，电子书中弹出",
    ),
    (
        "punctuation",
        Group::Reading,
        "汉字间的半角标点：auto 自动，keep 不动，safe 稳妥，full 全部改为全角（默认：依校正文件，否则 auto）",
    ),
    (
        "keep_boilerplate",
        Group::Reading,
        "网站杂讯、页码、目录作为段落保留",
    ),
    (
        "dedupe",
        Group::Reading,
        "略去重复的篇章和段落，清单中仍有记录",
    ),
    (
        "corrections",
        Group::Reading,
        "结构校正文件（默认用文本旁边的“文件名.wenji.toml”）",
    ),
    (
        "resource_path",
        Group::Reading,
        "也在此文件夹中找图片；不用时只取文本所在文件夹之下的图（可多次使用）",
    ),
    (
        "style",
        Group::Look,
        "版式：auto、gongwen（公文）、xinhan（信函）、mingling（命令）、jiyao（纪要）、book（图书），或 TOML 文件（默认：依校正文件，否则 auto）",
    ),
    (
        "size",
        Group::Look,
        "开本：32开、大32开、小16开、16开、大16开、a5、a4、b5、6x9，或 宽x高（毫米）；版心、字号、行数、页边随之而定",
    ),
    (
        "font_size",
        Group::Look,
        "正文字号：11（磅）、五号、小四；每面行数、每行字数随之而定",
    ),
    (
        "line_spacing",
        Group::Look,
        "行距：1.7（字号的倍数）、18pt 或 6mm",
    ),
    (
        "set",
        Group::Look,
        "改动样式的一项：--set page.recto=true、--set roles.body.face=song",
    ),
    (
        "font",
        Group::Look,
        "换用字体文件：ROLE 为 fangsong、song、hei、kai、title，或 fallback（补缺字，可多次给出）",
    ),
    (
        "font_dir",
        Group::Look,
        "从文件夹取用字体，文件名为 ROLE.ttf，或与 wenji 自带的同名",
    ),
    ("licences", Group::Main, "输出许可证全文"),
    (
        "vertical",
        Group::Look,
        "EPUB、DOCX 和 PDF（样式 book）竖排，自右向左，引号用「」",
    ),
    (
        "embed_fonts",
        Group::Look,
        "在 EPUB 和 DOCX 中嵌入字体，只含用到的字（用 --kindle 时不嵌正文字体）",
    ),
    ("no_toc", Group::Word, "DOCX 不要目录"),
    (
        "run_in",
        Group::Word,
        "与正文同行的标题怎样进入 DOCX 目录：tc 域，或 separator（也进入 Word 导航窗格；在 LibreOffice 中成为两行）",
    ),
    (
        "docx_comments",
        Group::Word,
        "把 wenji check 的结果写成 DOCX 批注",
    ),
    (
        "reference_docx",
        Group::Word,
        "样式、页面、页眉页脚取自你的文档（目录页码为估算，须在 Word 中更新域）",
    ),
    (
        "docgrid",
        Group::Word,
        "DOCX 网格：portable 在 Word 和 LibreOffice 中都成立，word 为 Word 对话框的设法",
    ),
    (
        "cover",
        Group::Epub,
        "EPUB 封面：PNG 或 JPEG，不小于 625 × 1000 像素",
    ),
    (
        "cover_style",
        Group::Epub,
        "自动绘制的封面样式（默认随版式）",
    ),
    ("no_cover", Group::Epub, "EPUB 不要封面"),
    (
        "kindle",
        Group::Epub,
        "按亚马逊商店的要求制作 EPUB：封面只作图片，指明阅读起点",
    ),
    (
        "page_list",
        Group::Epub,
        "EPUB 列出 PDF 的页码，并标出各页从何处开始",
    ),
    (
        "name_pattern",
        Group::Epub,
        "文件名的写法，如 \"{author}-{title}\"，可用 {title} {author} {series} {number} {any}；文中自有的书名、作者优先",
    ),
    (
        "metadata",
        Group::Epub,
        "书目表（CSV，或以制表符分隔）：file、title、author、series、number、cover、publisher、isbn、date、tags、description、language",
    ),
    (
        "css",
        Group::Epub,
        "自己的样式表，接在 EPUB 和 HTML 的样式之后",
    ),
    (
        "identifier",
        Group::Epub,
        "EPUB 的标识，如 ISBN 或网址（默认由文本算出）",
    ),
    ("series", Group::Epub, "EPUB 所属丛书，供书库归类"),
    ("series_number", Group::Epub, "EPUB 在丛书中的编号"),
    (
        "pdf_profile",
        Group::Pdf,
        "PDF 的用途：archive（PDF/A-2a 与 PDF/UA-1，有链接和标签）或 print（PDF/X-4，纯黑）",
    ),
    (
        "output_intent",
        Group::Pdf,
        "印厂的 ICC 文件，文字用 CMYK 单黑（用于 print）",
    ),
    ("bleed", Group::Pdf, "四边出血，毫米（用于 print）"),
    ("crop_marks", Group::Pdf, "裁切线（用于 print）"),
    (
        "pad_pages",
        Group::Pdf,
        "末尾加空白页，使页数为 N 的倍数（用于 print）",
    ),
    (
        "impose",
        Group::Pdf,
        "拼版：每面两页，折成书帖（用于 print）",
    ),
    (
        "signature",
        Group::Pdf,
        "每帖页数；不超过 64 页时为一帖骑马订",
    ),
    ("sheet", Group::Pdf, "拼版用纸：正好两页，或 a4、a3（横放）"),
    (
        "creep",
        Group::Pdf,
        "内层纸张向折线收进多少，毫米每张：纸厚的两倍",
    ),
    (
        "preflight",
        Group::Pdf,
        "在标准输出上报告印厂会看到的情况：human 或 json",
    ),
    ("paper", Group::Pdf, "纸厚，毫米，用来估算书脊"),
    (
        "receipt",
        Group::Running,
        "写出每个字的去向，每行一个 JSON 对象",
    ),
    (
        "report",
        Group::Running,
        "写出每个输入的结果，每行一个 JSON 对象：written、kept、exists 或 failed，以及写出的文件",
    ),
    (
        "skip_existing",
        Group::Running,
        "已有的输出不动，只做其余的：中断后可接着做",
    ),
    (
        "newer",
        Group::Running,
        "重做比原文（或其校正文件、封面、样式）旧的输出，其余不动",
    ),
    (
        "jobs",
        Group::Running,
        "同时转换几个文件（0 为处理器的数目）",
    ),
    (
        "profile",
        Group::Running,
        "用 wenji.toml 中的方案：[profile.NAME] 先于 [convert]",
    ),
    (
        "config",
        Group::Running,
        "用此文件中的选项代替当前文件夹的 wenji.toml；其中可写任何选项",
    ),
    ("no_config", Group::Running, "不用 wenji.toml"),
    (
        "watch",
        Group::Running,
        "输入、校正文件、样式或 wenji.toml 一有改动就重新生成，按 Ctrl-C 结束",
    ),
    ("force", Group::Running, "覆盖已有的文件"),
    (
        "verify",
        Group::Running,
        "重新打开写出的文件，与文档逐行核对（--strict 也会核对）",
    ),
    ("strict", Group::Running, "有警告时退出码为 4"),
    (
        "quiet",
        Group::Running,
        "除错误和设置文件所改的选项外不输出消息",
    ),
];
