//! Bodies are streamed under a cap that counts decoded bytes.
//!
//! `gzip` and `deflate` are undone here and not by the HTTP library, because servers get them wrong in ways that harm nothing:
//! they name a packing that is none, pack without naming it, or leave out the end. Brotli and zstd have no such history.

use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;

use super::failure;
use crate::feed::{FailureReason, GunzipError, gunzip, gunzip_start, is_gzip, undeflate};

/// Never reserve more than this on a server's word.
const FIRST_RESERVE: usize = 64 * 1024;
/// Packings within each other that are undone: a server that names one may have packed a packed file.
const PACKINGS: usize = 2;

/// A body as far as it came.
pub(super) struct Came {
    /// Decoded.
    pub(super) bytes: Vec<u8>,
    /// Why the rest is missing; `None` where nothing is.
    pub(super) cut: Option<FailureReason>,
}

/// Reads a whole body, at most `cap` decoded bytes; a body that is gzip without saying so is inflated.
pub(super) async fn read(response: Response, cap: u64) -> Result<Vec<u8>, FailureReason> {
    let came = read_what_comes(response, cap).await?;
    came.cut.map_or(Ok(came.bytes), Err)
}

/// As [`read`], but a body that the connection did not bring to its end is handed over as far as it came: servers that count their
/// bytes wrongly send whole feeds so, each time. One that runs out of time is not: its server is left alone.
pub(super) async fn read_what_comes(mut response: Response, cap: u64) -> Result<Came, FailureReason> {
    let announced = response.content_length().unwrap_or(0);
    if announced > cap {
        return Err(FailureReason::TooLarge(cap));
    }
    let deflated = is_deflated(&response);
    let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(0).min(FIRST_RESERVE));
    let cut = loop {
        match response.chunk().await.map_err(|error| failure::reason(&error, true)) {
            Ok(Some(chunk)) if (bytes.len() + chunk.len()) as u64 > cap => {
                return Err(FailureReason::TooLarge(cap));
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break None,
            Err(reason @ FailureReason::Body(_)) if !bytes.is_empty() => break Some(reason),
            Err(reason) => return Err(reason),
        }
    };
    if cut.is_some() && is_gzip(&bytes) {
        let most = usize::try_from(cap).unwrap_or(usize::MAX);
        return Ok(Came { bytes: gunzip_start(&bytes, most), cut });
    }
    Ok(Came { bytes: unpacked(bytes, deflated, cap)?, cut })
}

/// Reads a body of which the first `cap` bytes are enough: up to the last whole line within them, the rest is let go.
pub(super) async fn read_lines(mut response: Response, cap: usize) -> Result<Vec<u8>, FailureReason> {
    let deflated = is_deflated(&response);
    let mut bytes = Vec::new();
    while bytes.len() < cap {
        let Some(chunk) = response.chunk().await.map_err(|error| failure::reason(&error, true))? else {
            break;
        };
        bytes.extend_from_slice(&chunk[..chunk.len().min(cap - bytes.len())]);
    }
    let mut lines = match unpacked(bytes.clone(), deflated, cap as u64) {
        Ok(whole) => whole,
        Err(FailureReason::TooLarge(_)) => gunzip_start(&bytes, cap),
        Err(_) if bytes.len() == cap && is_gzip(&bytes) => gunzip_start(&bytes, cap),
        Err(reason) => return Err(reason),
    };
    if bytes.len() == cap || lines.len() == cap {
        lines.truncate(lines.iter().rposition(|&byte| byte == b'\n').unwrap_or(0));
    }
    Ok(lines)
}

/// Reads what comes up to `cap` bytes and lets the rest go; a failure half-way keeps what was read, and of what is packed what
/// could be unpacked.
pub(super) async fn read_start(mut response: Response, cap: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < cap {
        let Ok(Some(chunk)) = response.chunk().await else { break };
        bytes.extend_from_slice(&chunk[..chunk.len().min(cap - bytes.len())]);
    }
    if is_gzip(&bytes) { gunzip_start(&bytes, cap) } else { bytes }
}

fn is_deflated(response: &Response) -> bool {
    let named = response.headers().get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    named.is_some_and(|named| named.trim().eq_ignore_ascii_case("deflate"))
}

/// The body itself. What claims to be deflated and is plain text is taken as it is.
fn unpacked(mut bytes: Vec<u8>, deflated: bool, cap: u64) -> Result<Vec<u8>, FailureReason> {
    let starts_plain =
        bytes.trim_ascii_start().first().is_some_and(|first| matches!(first, b'<' | b'{' | b'['));
    if deflated && !starts_plain && !bytes.is_empty() {
        bytes = undeflate(&bytes, cap).map_err(|error| named(error, cap))?;
    }
    for _ in 0..PACKINGS {
        if !is_gzip(&bytes) {
            break;
        }
        bytes = gunzip(&bytes, cap).map_err(|error| named(error, cap))?;
    }
    Ok(bytes)
}

fn named(error: GunzipError, cap: u64) -> FailureReason {
    match error {
        GunzipError::TooLarge => FailureReason::TooLarge(cap),
        GunzipError::Broken => FailureReason::Body("cut short or its encoding is broken".to_owned()),
    }
}
