//! The JSON Schema of the tree as it is written.

use super::{Document, TREE_VERSION};
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The schema, in the draft of 2020-12, of what [`Document`] is serialised to. What is read may lack every key, and
/// a text may be a bare string there.
///
/// ```
/// let schema = wenji::tree::schema();
/// assert_eq!(schema["properties"]["blocks"]["type"], "array");
/// ```
#[must_use]
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Document>();
    schema.insert("title".into(), "wenji".into());
    if let Some(version) = schema.pointer_mut("/properties/version")
        && let Some(v) = version.as_object_mut()
    {
        v.insert("const".into(), TREE_VERSION.into());
    }
    schema.into()
}
