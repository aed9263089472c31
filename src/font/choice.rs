//! Which face sets which role of a document.

use super::FontError;
use crate::style::Face;

/// Which face each role uses in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub(super) faces: [Face; 5],
    pub(super) lacking: Option<Lacking>,
}

/// A face that the person gave and that lacks too much of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lacking {
    pub(super) role: &'static str,
    pub(super) share: usize,
    pub(super) some: String,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            faces: Face::ALL,
            lacking: None,
        }
    }
}

impl Choice {
    /// The face that sets this role.
    #[must_use]
    pub fn of(&self, face: Face) -> Face {
        self.faces.get(face as usize).copied().unwrap_or(face)
    }

    /// The roles that another face sets.
    #[must_use]
    pub fn replaced(&self) -> Vec<Face> {
        let all = Face::ALL.into_iter();
        all.filter(|f| self.of(*f) != *f).collect()
    }

    /// Refuses a face of the person's own that is not for this text.
    ///
    /// # Errors
    /// [`FontError::Lacking`] with the share of the Han that is missing.
    pub fn checked(&self) -> Result<(), FontError> {
        match self.lacking.clone() {
            None => Ok(()),
            Some(Lacking { role, share, some }) => Err(FontError::Lacking { role, share, some }),
        }
    }
}
