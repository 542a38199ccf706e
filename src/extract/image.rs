//! An image in the size that is looked at.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use super::{Extracted, Unreadable};

/// The longer side that is looked at, in pixels.
const LONGEST_SIDE: u32 = 1_568;

/// Largest image that stays as it is, in bytes.
const LARGEST: usize = 1 << 20;

/// The longer side of an image that is read at all.
const MOST_PIXELS: u32 = 20_000;

/// Memory that an image may take, in bytes.
const MEMORY: u64 = 512 << 20;

/// Of a hundred.
const QUALITY: u8 = 85;

/// The image, smaller where it is too large.
pub(super) fn smaller(bytes: &[u8]) -> Result<Extracted, Unreadable> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(Unreadable::because)?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(MOST_PIXELS), Some(MOST_PIXELS), Some(MEMORY));
    reader.limits(limits);
    let image = reader.decode().map_err(Unreadable::because)?;
    let (width, height) = (image.width(), image.height());
    if width.max(height) <= LONGEST_SIDE && bytes.len() <= LARGEST {
        return Ok(Extracted::SmallEnough { width, height });
    }
    let image = if width.max(height) > LONGEST_SIDE { image.thumbnail(LONGEST_SIDE, LONGEST_SIDE) } else { image };
    let (mime_type, encoded) = encoded(&image)?;
    Ok(Extracted::Image { mime_type: mime_type.to_owned(), base64: STANDARD.encode(encoded), width: image.width(), height: image.height() })
}

/// What one sees through stays so; anything else is a JPEG.
fn encoded(image: &DynamicImage) -> Result<(&'static str, Vec<u8>), Unreadable> {
    let mut bytes = Vec::new();
    if image.color().has_alpha() {
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(Unreadable::because)?;
        return Ok(("image/png", bytes));
    }
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    DynamicImage::ImageRgb8(image.to_rgb8()).write_with_encoder(encoder).map_err(Unreadable::because)?;
    Ok(("image/jpeg", bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn a_large_image_is_shrunk_and_a_small_one_stays() {
        assert_eq!(smaller(&png(40, 30)).unwrap(), Extracted::SmallEnough { width: 40, height: 30 });
        let Extracted::Image { mime_type, width, height, .. } = smaller(&png(3_136, 1_000)).unwrap() else { panic!("it is shrunk") };
        assert_eq!((mime_type.as_str(), width, height), ("image/jpeg", 1_568, 500));
        assert!(smaller(&png(20_001, 1)).is_err() && smaller(b"\x89PNG\r\n\x1a\n").is_err());
    }
}
