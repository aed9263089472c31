//! Pictures that tests are made with.

/// A gray JPEG, each block two bits; with what Exif says of how it was held.
pub(crate) fn jpeg(width: u16, height: u16, orientation: Option<u8>) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    if let Some(o) = orientation {
        out.extend([0xFF, 0xE1, 0, 34]);
        out.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        out.extend([o, 0, 0, 0, 0, 0, 0]);
    }
    out.extend([0xFF, 0xDB, 0, 67, 0]);
    out.extend([1; 64]);
    out.extend([0xFF, 0xC0, 0, 11, 8]);
    out.extend(height.to_be_bytes());
    out.extend(width.to_be_bytes());
    out.extend([1, 1, 0x11, 0]);
    for class in [0x00, 0x10] {
        out.extend([0xFF, 0xC4, 0, 20, class, 1]);
        out.extend([0; 16]);
    }
    out.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    let blocks = usize::from(width.div_ceil(8)) * usize::from(height.div_ceil(8));
    out.extend(vec![0; blocks.div_ceil(4)]);
    out.extend([0xFF, 0xD9]);
    out
}
