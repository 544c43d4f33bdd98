//! DKIM over finished bytes (RFC 6376), relaxed in both canons. Signed at each attempt, so that a key may change while a
//! mail waits; the same key gives the same bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::config::{DkimConfig, DkimKey};

/// What is signed where it is there: whatever a reader sees or a mail program acts on. RFC 8058 section 4 asks for both
/// headers of unsubscription.
const SIGNED: [&str; 14] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "references",
    "in-reply-to",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
];
/// Named once more than they occur: a second one added on the way breaks the signature.
const OVERSIGNED: [&str; 2] = ["from", "subject"];
/// Characters of a folded line of the header.
const LINE: usize = 70;

/// Signs for one domain.
#[derive(Debug)]
pub(super) struct Signer {
    config: DkimConfig,
    key: DkimKey,
}

impl Signer {
    pub(super) fn new(config: &DkimConfig) -> Result<Self, String> {
        let key = DkimKey::from_pem(config.key.reveal()).map_err(|why| format!("the key of DKIM: {why}"))?;
        Ok(Self { config: config.clone(), key })
    }

    /// The mail with its signature before it.
    pub(super) fn signed(&self, mail: &[u8]) -> Result<Vec<u8>, String> {
        let (head, body) = parts(mail);
        let headers = headers(head);
        let mut names: Vec<&str> = Vec::new();
        for name in SIGNED {
            let count = headers.iter().filter(|header| header.name == name).count();
            let more = usize::from(OVERSIGNED.contains(&name));
            names.extend(std::iter::repeat_n(name, count + more));
        }
        let unsigned = format!(
            "DKIM-Signature: v=1; a={}; c=relaxed/relaxed;\r\n\td={}; s={};\r\n\th={};\r\n\tbh={};\r\n\tb=",
            self.key.algorithm(),
            self.config.domain,
            self.config.selector,
            names_folded(&names),
            STANDARD.encode(Sha256::digest(canonical_body(body))),
        );
        let mut canon = Vec::new();
        for (at, name) in names.iter().enumerate() {
            // Of several the last comes first; a name beyond them stands for nothing.
            let nth = names[..at].iter().filter(|earlier| *earlier == name).count();
            if let Some(header) = headers.iter().rev().filter(|header| header.name == *name).nth(nth) {
                header.write(&mut canon);
                canon.extend_from_slice(b"\r\n");
            }
        }
        for own in self::headers(unsigned.as_bytes()) {
            own.write(&mut canon);
        }
        let signature = self.key.sign(&canon)?;
        let signature = folded(&STANDARD.encode(signature));
        Ok([unsigned.as_bytes(), signature.as_bytes(), b"\r\n", mail].concat())
    }
}

/// Head and body, parted by the first empty line.
fn parts(mail: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memmem::find(mail, b"\r\n\r\n") {
        Some(at) => (&mail[..at + 2], &mail[at + 4..]),
        None => (mail, b""),
    }
}

struct Header<'a> {
    /// In lower case.
    name: String,
    /// Folded as it stands.
    value: &'a [u8],
}

impl Header<'_> {
    /// RFC 6376 section 3.4.2: unfolded, white space collapsed, none at either end.
    fn write(&self, canon: &mut Vec<u8>) {
        canon.extend_from_slice(self.name.as_bytes());
        canon.push(b':');
        let words =
            self.value.split(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')).filter(|word| !word.is_empty());
        for (at, word) in words.enumerate() {
            if at > 0 {
                canon.push(b' ');
            }
            canon.extend_from_slice(word);
        }
    }
}

/// The headers in order, with the lines that go on after them.
fn headers(head: &[u8]) -> Vec<Header<'_>> {
    let mut headers = Vec::new();
    let mut start = 0;
    while start < head.len() {
        let mut end = start;
        loop {
            end = memchr::memmem::find(&head[end..], b"\r\n").map_or(head.len(), |at| end + at + 2);
            if !matches!(head.get(end), Some(b' ' | b'\t')) {
                break;
            }
        }
        let header = &head[start..end];
        if let Some(colon) = memchr::memchr(b':', header) {
            let name = String::from_utf8_lossy(&header[..colon]).trim().to_ascii_lowercase();
            headers.push(Header { name, value: &header[colon + 1..] });
        }
        start = end;
    }
    headers
}

/// RFC 6376 section 3.4.4: white space collapsed, none at the end of a line, no empty lines at the end.
fn canonical_body(body: &[u8]) -> Vec<u8> {
    let mut canon = Vec::with_capacity(body.len());
    let mut empty = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_space = |b: &u8| matches!(b, b' ' | b'\t');
        if line.iter().all(is_space) {
            empty += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty) {
            canon.extend_from_slice(b"\r\n");
        }
        let mut gap = false;
        for byte in line {
            if is_space(byte) {
                gap = true;
                continue;
            }
            if std::mem::take(&mut gap) {
                canon.push(b' ');
            }
            canon.push(*byte);
        }
        canon.extend_from_slice(b"\r\n");
    }
    canon
}

/// Names parted by colons, the only places where a line may end.
fn names_folded(names: &[&str]) -> String {
    let (mut list, mut used) = (String::new(), 0);
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            list.push(':');
            used += 1;
        }
        if used > 0 && used + name.len() > LINE {
            list.push_str("\r\n\t ");
            used = 0;
        }
        list.push_str(name);
        used += name.len();
    }
    list
}

/// A long value over several lines; white space in it means nothing.
fn folded(value: &str) -> String {
    let mut lines = String::new();
    for (at, c) in value.char_indices() {
        if at > 0 && at % LINE == 0 {
            lines.push_str("\r\n\t");
        }
        lines.push(c);
    }
    lines
}
