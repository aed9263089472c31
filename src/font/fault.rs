//! What is wrong with a font.

/// A face that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// The file is no font that can be embedded.
    #[error(
        "font for {role}: {fault}; give an OpenType file (.ttf, .otf, .ttc#N) with --font {role}=FILE"
    )]
    Unreadable {
        /// Role name.
        role: &'static str,
        /// What is wrong.
        fault: FontFault,
    },
    /// The font may not be passed on inside a document.
    #[error("the font for {role} is not embedded: {reason}")]
    NotEmbeddable {
        /// Role name.
        role: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// There is no file for a role.
    #[error(
        "no font for {0}: this build has no faces of its own; give all with --font-dir DIR, or this one with --font {0}=FILE"
    )]
    Missing(&'static str),
    /// A font that was given for a role lacks more than a twentieth of the Han set in it.
    #[error(
        "font for {role}: {share} % of the Han set in it are not in this font ({some} …); give another with --font {role}=FILE, or this one as --font fallback=FILE"
    )]
    Lacking {
        /// Role name.
        role: &'static str,
        /// Of a hundred different Han.
        share: usize,
        /// Some that are missing.
        some: String,
    },
}

/// What is wrong with a file of a font.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontFault {
    /// It is none.
    #[error("this is no font file")]
    NoFont,
    /// Bitmaps alone, or no pictures of glyphs at all.
    #[error("it has no outlines")]
    NoOutlines,
    /// It would be divided by it.
    #[error("its em is zero")]
    ZeroEm,
    /// Tables are missing or lead astray.
    #[error("it is damaged ({0})")]
    Damaged(String),
    /// A collection has no such member.
    #[error("there is no such font in it: it has {count}, from #0 on")]
    NoMember {
        /// How many it has.
        count: u32,
    },
    /// More fallbacks than there may be.
    #[error("{0} fallbacks at the most")]
    TooMany(usize),
}

impl FontFault {
    /// The same in Chinese.
    #[must_use]
    pub fn words_zh(&self) -> String {
        match self {
            Self::NoFont => "这不是字体文件".into(),
            Self::NoOutlines => "其中没有轮廓".into(),
            Self::ZeroEm => "其全身单位为零".into(),
            Self::Damaged(why) => format!("文件已损坏：{why}"),
            Self::NoMember { count } => {
                format!("其中没有这个字体：共有 {count} 个，从 #0 起")
            }
            Self::TooMany(most) => format!("后备字体至多 {most} 个"),
        }
    }
}
