//! The far end of a mail channel: a small SMTP server that keeps what it accepts.

use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail as it was accepted.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub text: String,
}

impl Mail {
    /// A header's value, as written on its first line.
    pub fn header(&self, name: &str) -> &str {
        let prefix = format!("{}:", name.to_lowercase());
        let line = self.text.lines().find(|line| line.to_lowercase().starts_with(&prefix));
        line.map_or("", |line| line[prefix.len()..].trim())
    }
}

/// A server on loopback; it stops when it is dropped.
#[derive(Debug)]
pub struct Mailbox {
    pub port: u16,
    mails: Arc<Mutex<Vec<Mail>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Mailbox {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&mails);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                // A client that dies in the middle ends its session, not the server.
                tokio::spawn(async move { drop(session(stream, &kept).await) });
            }
        });
        Self { port, mails, server }
    }

    /// Everything accepted so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn session(stream: TcpStream, kept: &Mutex<Vec<Mail>>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mailbox ESMTP\r\n").await?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.trim().to_ascii_uppercase();
        let answer = if verb.starts_with("RCPT TO:") {
            to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            "250 ok\r\n"
        } else if verb.starts_with("DATA") {
            stream.write_all(b"354 go on\r\n").await?;
            let text = data(&mut stream).await?;
            kept.lock().unwrap().push(Mail { to: to.clone(), text });
            "250 kept\r\n"
        } else if verb.starts_with("AUTH") {
            "535 5.7.8 wrong user or password\r\n"
        } else if verb.starts_with("EHLO") {
            "250-mailbox\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n"
        } else if verb.starts_with("QUIT") {
            stream.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else {
            "250 ok\r\n"
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

async fn data(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut text = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(String::from_utf8_lossy(&text).into_owned());
        }
        text.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
