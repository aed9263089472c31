//! Finds the faces that the program carries (feature `fonts`). The crate as the registry has it is too small for them: there
//! they come from the folder that WENJI_FONTS names, else the program is built without faces and says how to give them.

use std::path::PathBuf;

const FILES: [&str; 5] = [
    "ZhuqueFangsong-Regular.ttf",
    "NotoSerifSC-Regular.ttf",
    "NotoSansSC-Medium.ttf",
    "AnthologyKai-Regular.ttf",
    "NotoSerifSC-Bold.ttf",
];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(embedded_fonts)");
    println!("cargo::rerun-if-env-changed=WENJI_FONTS");
    println!("cargo::rerun-if-changed=fonts");
    if std::env::var_os("CARGO_FEATURE_FONTS").is_none() {
        return;
    }
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map(|d| PathBuf::from(d).join("fonts"));
    let given = std::env::var_os("WENJI_FONTS").map(PathBuf::from);
    let Some(folder) = given.clone().or(own) else {
        return;
    };
    let missing: Vec<&str> = FILES
        .into_iter()
        .filter(|f| !folder.join(f).is_file())
        .collect();
    if missing.is_empty() {
        println!("cargo::rustc-cfg=embedded_fonts");
        println!("cargo::rustc-env=WENJI_FONTS={}", folder.display());
    } else if given.is_some() {
        println!(
            "cargo::error=WENJI_FONTS={}: {} not there",
            folder.display(),
            missing.join(", ")
        );
    } else {
        println!(
            "cargo::warning=built without faces: PDFs need --font-dir DIR; WENJI_FONTS=DIR builds the faces of wenji's repository (fonts/) in"
        );
    }
}
