//! Chunks of HTTP that nobody took away: a server behind a proxy that does not know them serves their sizes as text.

/// The bytes without the chunks' sizes (RFC 9112 section 7.1); `None` when they do not begin with a chunk.
///
/// A chunk is one when the next begins, or the last ends, where its size says. What breaks off later is kept as it is.
pub(super) fn unchunked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut rest = bytes;
    while let Some((size, header)) = size_line(rest) {
        let body = &rest[header..];
        if size == 0 {
            break;
        }
        let Some(chunk) = body.get(..size) else {
            // The last chunk was cut short.
            if plain.is_empty() {
                return None;
            }
            plain.extend_from_slice(body);
            break;
        };
        let behind = &body[size..];
        let next = behind.strip_prefix(b"\r\n").or_else(|| behind.strip_prefix(b"\n"));
        match next {
            Some(next) if next.is_empty() || size_line(next).is_some() => {
                plain.extend_from_slice(chunk);
                rest = next;
            }
            _ if plain.is_empty() => return None,
            _ => {
                plain.extend_from_slice(body);
                break;
            }
        }
    }
    (!plain.is_empty()).then_some(plain)
}

/// A line with a size in hexadecimal digits, perhaps with extensions: the size, and the bytes of the line.
fn size_line(bytes: &[u8]) -> Option<(usize, usize)> {
    let digits = bytes.iter().take(9).take_while(|b| b.is_ascii_hexdigit()).count();
    if !(1..=8).contains(&digits) {
        return None;
    }
    let size = usize::from_str_radix(std::str::from_utf8(&bytes[..digits]).ok()?, 16).ok()?;
    let line = &bytes[digits..bytes.len().min(digits + 200)];
    let end = memchr::memchr(b'\n', line)?;
    let extension = line[..end].trim_ascii();
    (extension.is_empty() || extension.starts_with(b";")).then_some((size, digits + end + 1))
}
