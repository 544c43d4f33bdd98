//! A mail server for the demo: takes every letter on loopback and keeps it.
//!
//! It knows as much of RFC 5321 as a sender that neither signs in nor pipelines needs.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::{TcpListener, TcpStream};

/// Longest command line (RFC 5321 asks for 512) and longest line of a letter that is still one read.
const MAX_LINE: u64 = 64 * 1024;
const MAX_LETTER: usize = 16 << 20;

/// A letter with its envelope.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) from: String,
    pub(super) to: Vec<String>,
    /// As transmitted, dots unstuffed.
    pub(super) bytes: Vec<u8>,
}

/// The server; it closes when it is dropped.
#[derive(Debug)]
pub(super) struct Mailbox {
    port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Mailbox {
    /// Opens on a free port of 127.0.0.1.
    pub(super) async fn open() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let letters: Arc<Mutex<Vec<Letter>>> = Arc::default();
        let kept = Arc::clone(&letters);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    if let Err(error) = talk(BufStream::new(stream), &kept).await {
                        tracing::debug!(%error, "a mail connection broke off");
                    }
                });
            }
        });
        Ok(Self { port, letters, server })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Every letter so far.
    pub(super) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().expect("no panic while held").clone()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// One connection, until QUIT or its end.
async fn talk(mut stream: BufStream<TcpStream>, kept: &Mutex<Vec<Letter>>) -> std::io::Result<()> {
    say(&mut stream, "220 demo.localhost ESMTP").await?;
    let mut letter = Letter { from: String::new(), to: Vec::new(), bytes: Vec::new() };
    while let Some(line) = read_line(&mut stream).await? {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb = text.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say(&mut stream, "250-demo.localhost\r\n250 8BITMIME").await?,
            "HELO" | "NOOP" => say(&mut stream, "250 demo.localhost").await?,
            "MAIL" => {
                letter = Letter { from: path(&text), to: Vec::new(), bytes: Vec::new() };
                say(&mut stream, "250 2.1.0 sender taken").await?;
            }
            "RCPT" => {
                letter.to.push(path(&text));
                say(&mut stream, "250 2.1.5 recipient taken").await?;
            }
            "RSET" => {
                letter.to.clear();
                say(&mut stream, "250 2.0.0 forgotten").await?;
            }
            "DATA" if letter.to.is_empty() => say(&mut stream, "503 5.5.1 nobody to send it to").await?,
            "DATA" => {
                say(&mut stream, "354 go on, end with a dot").await?;
                letter.bytes = read_letter(&mut stream).await?;
                kept.lock().expect("no panic while held").push(letter.clone());
                letter.to.clear();
                say(&mut stream, "250 2.0.0 kept").await?;
            }
            "QUIT" => return say(&mut stream, "221 2.0.0 goodbye").await,
            _ => say(&mut stream, "502 5.5.2 not known here").await?,
        }
    }
    Ok(())
}

async fn say(stream: &mut BufStream<TcpStream>, line: &str) -> std::io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}

/// A line with its end; `None` when the other side hung up.
async fn read_line(stream: &mut BufStream<TcpStream>) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = stream.take(MAX_LINE).read_until(b'\n', &mut line).await?;
    Ok((read > 0).then_some(line))
}

/// The letter up to its lone dot, with doubled leading dots made single (RFC 5321, section 4.5.2).
async fn read_letter(stream: &mut BufStream<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(line) = read_line(stream).await? {
        if line == b".\r\n" {
            return Ok(bytes);
        }
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        if bytes.len() > MAX_LETTER {
            return Err(std::io::Error::other("the letter is too long"));
        }
    }
    Err(std::io::ErrorKind::UnexpectedEof.into())
}

/// The address between `<` and `>`.
fn path(command: &str) -> String {
    let start = command.find('<').map_or(command.len(), |at| at + 1);
    let end = command.rfind('>').unwrap_or(command.len());
    command.get(start..end).unwrap_or_default().to_owned()
}
