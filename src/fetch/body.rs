//! Bodies are streamed under a cap that counts decoded bytes.

use reqwest::Response;

use super::failure;
use crate::feed::{FailureReason, GunzipError, gunzip, is_gzip};

/// Never reserve more than this on a server's word.
const FIRST_RESERVE: usize = 64 * 1024;

/// Reads a whole body, at most `cap` decoded bytes; a body that is gzip without saying so is inflated.
pub(super) async fn read(mut response: Response, cap: u64) -> Result<Vec<u8>, FailureReason> {
    let announced = response.content_length().unwrap_or(0);
    if announced > cap {
        return Err(FailureReason::TooLarge(cap));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(0).min(FIRST_RESERVE));
    while let Some(chunk) = response.chunk().await.map_err(|error| failure::reason(&error, true))? {
        if (bytes.len() + chunk.len()) as u64 > cap {
            return Err(FailureReason::TooLarge(cap));
        }
        bytes.extend_from_slice(&chunk);
    }
    if is_gzip(&bytes) { inflate(&bytes, cap) } else { Ok(bytes) }
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

fn inflate(packed: &[u8], cap: u64) -> Result<Vec<u8>, FailureReason> {
    gunzip(packed, cap).map_err(|error| match error {
        GunzipError::TooLarge => FailureReason::TooLarge(cap),
        GunzipError::Broken => FailureReason::Body("cut short or its gzip is broken".to_owned()),
    })
}
