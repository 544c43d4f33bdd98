//! Files of articles, one a line of JSON, read in chunks of bounded size.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use anyhow::Context as _;
use serde::de::DeserializeOwned;

/// Lines read before they are worked on.
const CHUNK: usize = 1024;
/// Bytes of lines read before they are worked on.
const CHUNK_BYTES: usize = 16 << 20;
/// A longer line is refused.
const MAX_LINE: u64 = 32 << 20;

/// A line of the input: its number and its bytes, or why it could not be read.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) bytes: Result<Vec<u8>, String>,
}

/// One article of a line of JSON, or what is wrong with the line.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8: byte {} of the line", error.valid_up_to() + 1))?;
    let text = text.trim_start_matches('\u{feff}');
    // A list would be read as the fields in their order.
    if text.trim_start().starts_with('[') {
        return Err("not an article but a list; write {\"id\", \"title\", \"body\"} on one line".to_owned());
    }
    serde_json::from_str(text).map_err(|error| {
        // The line number is ours: every article is the first line of its own text.
        let message = error.to_string().replace(" at line 1 column", " at column");
        format!("not an article: {message}; write {{\"id\", \"title\", \"body\"}} on one line")
    })
}

/// The lines of a file of articles, some at a time.
pub(super) struct Lines<R> {
    input: BufReader<R>,
    number: u64,
}

impl Lines<Box<dyn io::Read>> {
    /// The lines of a file, or of what comes in, when its name is `-`.
    pub(super) fn open(file: &Path) -> anyhow::Result<Self> {
        let input: Box<dyn io::Read> = if file == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            Box::new(File::open(file).with_context(|| format!("cannot read `{}`", file.display()))?)
        };
        Ok(Self { input: BufReader::new(input), number: 0 })
    }
}

impl<R: io::Read> Lines<R> {
    /// The next lines that are not blank; none at the end.
    pub(super) fn chunk(&mut self) -> io::Result<Vec<Line>> {
        let (mut chunk, mut bytes) = (Vec::new(), 0);
        while chunk.len() < CHUNK && bytes < CHUNK_BYTES {
            let mut line = Vec::new();
            let read = io::Read::take(&mut self.input, MAX_LINE).read_until(b'\n', &mut line)?;
            if read == 0 {
                break;
            }
            self.number += 1;
            let is_whole = line.ends_with(b"\n") || (read as u64) < MAX_LINE;
            if line.trim_ascii().is_empty() {
                continue;
            }
            bytes += line.len();
            let bytes = if is_whole {
                Ok(line)
            } else {
                self.input.skip_until(b'\n')?;
                Err(format!("longer than {} MiB", MAX_LINE >> 20))
            };
            chunk.push(Line { number: self.number, bytes });
        }
        Ok(chunk)
    }
}
