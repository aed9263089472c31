//! Is a text written in simplified or in traditional characters?

/// How many characters are looked at.
const SAMPLE: usize = 20_000;
/// Frequent characters whose two forms differ, place by place.
const TRADITIONAL: &str = "這個來時說國們會學對經發過還後點樣當業種開間問關實現體萬與從將無";
const SIMPLIFIED: &str = "这个来时说国们会学对经发过还后点样当业种开间问关实现体万与从将无";

/// The BCP 47 language of `text`: `zh-Hant` where traditional forms prevail, else `zh-Hans`.
pub(crate) fn language(text: &str) -> &'static str {
    let count = |forms: &str| {
        let sample = text.chars().take(SAMPLE);
        sample.filter(|c| forms.contains(*c)).count()
    };
    if count(TRADITIONAL) > count(SIMPLIFIED) {
        "zh-Hant"
    } else {
        "zh-Hans"
    }
}
