//! Texts and spans as the store holds them: zstd, or bare where that would not make them smaller.

use std::cell::RefCell;

use super::{Result, StoreError};

/// Shorter texts are stored as they are: packing the paragraphs that feeds say took a twentieth of the time of their polls,
/// for a file an eighth smaller.
const WORTH_PACKING_BYTES: usize = 512;
/// No text or page in the store is larger when unpacked.
const MAX_BYTES: usize = 64 << 20;
/// How every zstd frame begins (RFC 8878 section 3.1.1). No UTF-8 text does: 0xB5 only follows a lead byte.
const MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// The store's time goes into writing, not into the last percent of size: of page texts of 4,226 bytes on average level 1
/// leaves 1,903, level 9 1,802 at seven times the work, and a trained dictionary of 64 KiB 1,837. It would have to be kept
/// for as long as anything packed with it.
const LEVEL: i32 = 1;

thread_local! {
    // A context costs more to make than a short text to compress.
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
}

/// Packs a text.
pub(super) fn pack(text: &str) -> Result<Vec<u8>> {
    if text.len() < WORTH_PACKING_BYTES { Ok(text.as_bytes().to_vec()) } else { pack_bytes(text.as_bytes()) }
}

/// Packs bytes that may begin with anything.
pub(super) fn pack_bytes(bytes: &[u8]) -> Result<Vec<u8>> {
    let failed = |e: std::io::Error| StoreError::Other(format!("cannot compress: {e}"));
    PACKER.with_borrow_mut(|packer| {
        let packer = match packer {
            Some(packer) => packer,
            None => packer.insert(zstd::bulk::Compressor::new(LEVEL).map_err(failed)?),
        };
        packer.compress(bytes).map_err(failed)
    })
}

/// Undoes [`pack_bytes`].
pub(super) fn unpack_bytes(bytes: Vec<u8>) -> Result<Vec<u8>> {
    if !bytes.starts_with(&MAGIC) {
        return Ok(bytes);
    }
    let failed = |e: std::io::Error| StoreError::Other(format!("cannot decompress: {e}"));
    let mut out = Vec::new();
    let mut frame = zstd::stream::read::Decoder::new(bytes.as_slice()).map_err(failed)?;
    std::io::Read::read_to_end(&mut std::io::Read::take(&mut frame, MAX_BYTES as u64), &mut out)
        .map_err(failed)?;
    Ok(out)
}

/// Undoes [`pack`].
pub(super) fn unpack(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(unpack_bytes(bytes)?).map_err(|_| StoreError::Other("a text is not UTF-8".to_owned()))
}
