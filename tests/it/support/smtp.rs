//! A mail server on loopback whose faults a test scripts, and which keeps every mail it accepted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does instead of the usual.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Answers to `RCPT TO`, by address; others are accepted.
    pub recipients: HashMap<String, String>,
    /// Who may sign in; without it nobody need.
    pub login: Option<(String, String)>,
    /// The sign-in it offers: `PLAIN`, or `LOGIN`.
    pub mechanism: &'static str,
    /// Instead of the greeting.
    pub greeting: Option<String>,
    /// The answer to `MAIL FROM`.
    pub sender: Option<String>,
    /// What follows the message.
    pub end: End,
    /// Says nothing more from this command on.
    pub mute_at: Option<&'static str>,
    /// Closes the connection after every accepted mail.
    pub one_mail: bool,
}

/// What follows the message.
#[derive(Clone, Debug, Default)]
pub enum End {
    /// `250`
    #[default]
    Accept,
    /// This reply; nothing is kept.
    Reply(String),
    /// The mail is kept and the connection closed without a word.
    Drop,
    /// The mail is kept, and then silence.
    Hang,
}

/// A mail as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    /// Without dot-stuffing.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Default)]
struct Office {
    script: Script,
    mails: Mutex<Vec<Mail>>,
    commands: Mutex<Vec<String>>,
    connections: Mutex<usize>,
}

/// The server; it stops when it is dropped.
#[derive(Debug)]
pub struct SmtpServer {
    pub port: u16,
    office: Arc<Office>,
    server: tokio::task::JoinHandle<()>,
}

impl SmtpServer {
    /// Opens on a free port of 127.0.0.1.
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let office = Arc::new(Office { script, ..Office::default() });
        let shared = Arc::clone(&office);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *shared.connections.lock().unwrap() += 1;
                let office = Arc::clone(&shared);
                // A client that goes away ends its session: nothing to report.
                tokio::spawn(async move { drop(session(stream, &office).await) });
            }
        });
        Self { port, office, server }
    }

    /// Every mail kept so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.office.mails.lock().unwrap().clone()
    }

    /// Every command so far, as it came.
    pub fn commands(&self) -> Vec<String> {
        self.office.commands.lock().unwrap().clone()
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        *self.office.connections.lock().unwrap()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn session(stream: TcpStream, office: &Office) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let script = &office.script;
    let greeting = script.greeting.clone();
    say(&mut stream, greeting.as_deref().unwrap_or("220 mail.example ESMTP")).await?;
    let mut mail = Mail { from: String::new(), to: Vec::new(), bytes: Vec::new() };
    loop {
        let Some(line) = read_line(&mut stream).await? else { return Ok(()) };
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        office.commands.lock().unwrap().push(text.clone());
        let verb = text.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        if script.mute_at == Some(verb.as_str()) {
            std::future::pending::<()>().await;
        }
        let reply = match verb.as_str() {
            "EHLO" if script.login.is_some() => {
                format!("250-mail.example\r\n250-8BITMIME\r\n250 AUTH {}", script.mechanism)
            }
            "EHLO" => "250-mail.example\r\n250 8BITMIME".to_owned(),
            "AUTH" => sign_in(&mut stream, &text, script).await?,
            "MAIL" => {
                mail = Mail { from: address(&text), to: Vec::new(), bytes: Vec::new() };
                script.sender.clone().unwrap_or_else(|| "250 go on".into())
            }
            "RCPT" => {
                let to = address(&text);
                let reply = script.recipients.get(&to).cloned();
                mail.to.push(to);
                reply.unwrap_or_else(|| "250 go on".into())
            }
            "DATA" => {
                say(&mut stream, "354 end with a dot").await?;
                mail.bytes = read_message(&mut stream).await?;
                match &script.end {
                    End::Reply(reply) => reply.clone(),
                    end => {
                        office.mails.lock().unwrap().push(mail.clone());
                        match end {
                            End::Drop => return Ok(()),
                            End::Hang => std::future::pending().await,
                            _ if script.one_mail => return say(&mut stream, "250 kept").await,
                            _ => "250 2.0.0 kept as 4711".into(),
                        }
                    }
                }
            }
            "QUIT" => return say(&mut stream, "221 bye").await,
            "NOOP" | "RSET" => "250 yes".into(),
            _ => "502 not known".into(),
        };
        say(&mut stream, &reply).await?;
        if reply.starts_with("421") {
            return Ok(());
        }
    }
}

async fn sign_in(stream: &mut BufReader<TcpStream>, line: &str, script: &Script) -> std::io::Result<String> {
    let decode =
        |text: &str| String::from_utf8(STANDARD.decode(text).unwrap_or_default()).unwrap_or_default();
    let mut words = line.split(' ').skip(1);
    let (user, password) = if words.next() == Some("PLAIN") {
        let all = decode(words.next().unwrap_or_default());
        let mut parts = all.split('\0').skip(1).map(ToOwned::to_owned);
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
    } else {
        let mut answers = Vec::new();
        for question in ["Username:", "Password:"] {
            say(stream, &format!("334 {}", STANDARD.encode(question))).await?;
            let line = read_line(stream).await?.unwrap_or_default();
            answers.push(decode(String::from_utf8_lossy(&line).trim_end()));
        }
        (answers[0].clone(), answers[1].clone())
    };
    let known = script.login.as_ref() == Some(&(user, password));
    Ok(if known { "235 welcome" } else { "535 5.7.8 authentication credentials invalid" }.to_owned())
}

async fn say(stream: &mut BufReader<TcpStream>, text: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{text}\r\n").as_bytes()).await
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = stream.read_until(b'\n', &mut line).await?;
    Ok((read > 0).then_some(line))
}

async fn read_message(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(line) = read_line(stream).await? {
        if line == b".\r\n" {
            return Ok(bytes);
        }
        assert!(line.len() <= 1_000, "RFC 5321 section 4.5.3.1.6: a line of {} bytes", line.len());
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
    Err(std::io::ErrorKind::UnexpectedEof.into())
}

/// What stands between `<` and `>`.
fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(inner, _)| inner).to_owned()
}
