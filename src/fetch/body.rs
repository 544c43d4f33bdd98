//! Bodies are streamed under a cap that counts decoded bytes.

use std::io::Read as _;

use reqwest::Response;

use super::failure;
use crate::feed::FailureReason;

/// Never reserve more than this on a server's word.
const FIRST_RESERVE: usize = 64 * 1024;

/// Reads a whole body, at most `cap` decoded bytes; a body that is gzip without saying so is inflated.
pub(super) async fn read(mut response: Response, cap: u64) -> Result<Vec<u8>, FailureReason> {
    let announced = response.content_length().unwrap_or(0);
    if announced > cap {
        return Err(FailureReason::TooLarge(cap));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(0).min(FIRST_RESERVE));
    while let Some(chunk) = response.chunk().await.map_err(|error| failure::reason(&error))? {
        if (bytes.len() + chunk.len()) as u64 > cap {
            return Err(FailureReason::TooLarge(cap));
        }
        bytes.extend_from_slice(&chunk);
    }
    if bytes.starts_with(&[0x1f, 0x8b, 0x08]) { gunzip(&bytes, cap) } else { Ok(bytes) }
}

/// Reads what comes up to `cap` bytes and lets the rest go; a failure half-way keeps what was read.
pub(super) async fn read_start(mut response: Response, cap: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < cap {
        let Ok(Some(chunk)) = response.chunk().await else { break };
        bytes.extend_from_slice(&chunk[..chunk.len().min(cap - bytes.len())]);
    }
    bytes
}

/// Inflates a `.gz` file served as it lies on disk, all its members (RFC 1952 section 2.2).
fn gunzip(packed: &[u8], cap: u64) -> Result<Vec<u8>, FailureReason> {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(packed)
        .take(cap.saturating_add(1))
        .read_to_end(&mut plain)
        .map_err(|_| FailureReason::Body("cut short or its gzip is broken".to_owned()))?;
    if plain.len() as u64 > cap { Err(FailureReason::TooLarge(cap)) } else { Ok(plain) }
}
