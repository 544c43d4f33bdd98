//! A mail server on loopback whose faults a test scripts, and which keeps every mail it accepted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::certificate::Certificate;

/// What the server does instead of the usual.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Answers to `RCPT TO`, by address; others are accepted.
    pub recipients: HashMap<String, String>,
    /// Who may sign in; without it nobody need.
    pub login: Option<(String, String)>,
    /// Speaks TLS with this certificate: from the first byte, or after STARTTLS.
    pub tls: Option<(Begin, Arc<Certificate>)>,
    /// The sign-in it offers: `PLAIN`, `LOGIN`, or `XOAUTH2`.
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

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    AtOnce,
    Starttls,
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
    /// It came over TLS.
    pub encrypted: bool,
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
                tokio::spawn(async move { drop(welcome(Box::new(stream), &office).await) });
            }
        });
        Self { port, office, server }
    }

    /// Every mail kept so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.office.mails.lock().unwrap().clone()
    }

    /// What was kept after the first `count`.
    pub fn mails_after(&self, count: usize) -> Vec<Mail> {
        self.office.mails.lock().unwrap()[count..].to_vec()
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

/// A connection, encrypted or not.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<W: AsyncRead + AsyncWrite + Unpin + Send> Wire for W {}
type Stream = BufReader<Box<dyn Wire>>;

async fn welcome(wire: Box<dyn Wire>, office: &Office) -> std::io::Result<()> {
    let script = &office.script;
    let at_once = script.tls.as_ref().filter(|(begin, _)| *begin == Begin::AtOnce);
    let (wire, encrypted) = match at_once {
        Some((_, certificate)) => (encrypt(wire, certificate).await?, true),
        None => (wire, false),
    };
    let mut stream = BufReader::new(wire);
    let greeting = script.greeting.clone();
    say(&mut stream, greeting.as_deref().unwrap_or("220 mail.example ESMTP")).await?;
    if let (true, Some((_, certificate))) = (session(&mut stream, office, encrypted).await?, &script.tls) {
        let mut stream = BufReader::new(encrypt(stream.into_inner(), certificate).await?);
        session(&mut stream, office, true).await?;
    }
    Ok(())
}

async fn encrypt(wire: Box<dyn Wire>, certificate: &Certificate) -> std::io::Result<Box<dyn Wire>> {
    Ok(Box::new(TlsAcceptor::from(certificate.server()).accept(wire).await?))
}

/// Until the client leaves; true when it wants TLS from here on.
async fn session(stream: &mut Stream, office: &Office, encrypted: bool) -> std::io::Result<bool> {
    let script = &office.script;
    let mut mail = Mail { from: String::new(), to: Vec::new(), bytes: Vec::new(), encrypted };
    loop {
        let Some(line) = read_line(stream).await? else { return Ok(false) };
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        office.commands.lock().unwrap().push(text.clone());
        let verb = text.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        if script.mute_at == Some(verb.as_str()) {
            std::future::pending::<()>().await;
        }
        let reply = match verb.as_str() {
            "EHLO" if script.tls.is_some() && !encrypted => "250-mail.example\r\n250 STARTTLS".to_owned(),
            "STARTTLS" if script.tls.is_some() => {
                say(stream, "220 go on").await?;
                return Ok(true);
            }
            "EHLO" if script.login.is_some() => {
                format!("250-mail.example\r\n250-8BITMIME\r\n250 AUTH {}", script.mechanism)
            }
            "EHLO" => "250-mail.example\r\n250 8BITMIME".to_owned(),
            "AUTH" => sign_in(stream, &text, script).await?,
            "MAIL" => {
                mail = Mail { from: address(&text), to: Vec::new(), bytes: Vec::new(), encrypted };
                script.sender.clone().unwrap_or_else(|| "250 go on".into())
            }
            "RCPT" => {
                let to = address(&text);
                let reply = script.recipients.get(&to).cloned();
                mail.to.push(to);
                reply.unwrap_or_else(|| "250 go on".into())
            }
            "DATA" => {
                say(stream, "354 end with a dot").await?;
                mail.bytes = read_message(stream).await?;
                match &script.end {
                    End::Reply(reply) => reply.clone(),
                    end => {
                        office.mails.lock().unwrap().push(mail.clone());
                        match end {
                            End::Drop => return Ok(false),
                            End::Hang => std::future::pending().await,
                            _ if script.one_mail => return say(stream, "250 kept").await.map(|()| false),
                            _ => "250 2.0.0 kept as 4711".into(),
                        }
                    }
                }
            }
            "QUIT" => return say(stream, "221 bye").await.map(|()| false),
            "NOOP" | "RSET" => "250 yes".into(),
            _ => "502 not known".into(),
        };
        say(stream, &reply).await?;
        if reply.starts_with("421") {
            return Ok(false);
        }
    }
}

async fn sign_in(stream: &mut Stream, line: &str, script: &Script) -> std::io::Result<String> {
    let decode =
        |text: &str| String::from_utf8(STANDARD.decode(text).unwrap_or_default()).unwrap_or_default();
    let mut words = line.split(' ').skip(1);
    let mechanism = words.next();
    let (user, password) = if mechanism == Some("XOAUTH2") {
        let all = decode(words.next().unwrap_or_default());
        let of = |key: &str| {
            all.split('\u{1}').find_map(|part| part.strip_prefix(key)).unwrap_or_default().to_owned()
        };
        (of("user="), of("auth=Bearer "))
    } else if mechanism == Some("PLAIN") {
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

async fn say(stream: &mut Stream, text: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{text}\r\n").as_bytes()).await?;
    stream.get_mut().flush().await
}

async fn read_line(stream: &mut Stream) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = stream.read_until(b'\n', &mut line).await?;
    Ok((read > 0).then_some(line))
}

async fn read_message(stream: &mut Stream) -> std::io::Result<Vec<u8>> {
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
