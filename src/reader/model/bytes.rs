//! A file of weights, read from its start.

/// The file holds no weights of this version.
#[derive(Debug, thiserror::Error)]
#[error("these are no weights that this version reads")]
pub struct WeightsError;

/// What is left of the file.
pub(super) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// The whole file.
    pub(super) const fn of(file: &'a [u8]) -> Self {
        Self(file)
    }

    pub(super) fn take(&mut self, n: usize) -> Result<&'a [u8], WeightsError> {
        let (head, rest) = self.0.split_at_checked(n).ok_or(WeightsError)?;
        self.0 = rest;
        Ok(head)
    }

    pub(super) fn u16(&mut self) -> Result<u16, WeightsError> {
        let b = self.take(2)?.try_into().map_err(|_| WeightsError)?;
        Ok(u16::from_le_bytes(b))
    }

    pub(super) fn i8(&mut self) -> Result<i8, WeightsError> {
        let b = self.take(1)?.first().ok_or(WeightsError)?;
        Ok(b.cast_signed())
    }

    pub(super) fn i16(&mut self) -> Result<i16, WeightsError> {
        self.u16().map(u16::cast_signed)
    }

    pub(super) fn u32(&mut self) -> Result<u32, WeightsError> {
        let b = self.take(4)?.try_into().map_err(|_| WeightsError)?;
        Ok(u32::from_le_bytes(b))
    }

    /// A number of things, each of at least two bytes.
    pub(super) fn count(&mut self) -> Result<usize, WeightsError> {
        let n = usize::try_from(self.u32()?).map_err(|_| WeightsError)?;
        if n > self.0.len() / 2 {
            return Err(WeightsError);
        }
        Ok(n)
    }
}
