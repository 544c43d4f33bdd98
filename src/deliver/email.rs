//! Mail by SMTP: one envelope a recipient, and every failure named by the step it happened in.

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;

use crate::clock::Clock;
use crate::config::{self, SmtpAuth, SmtpConfig, SmtpTls};

use super::dkim::Signer;

use super::{Claim, Consequence, Fault, Outcome};

/// Of one mail, from connect to the answer after the message.
const LIMIT: Duration = Duration::from_mins(1);
/// How long a kept connection may take to say that it stands, and a server to hear our goodbye.
const STILL_THERE: Duration = Duration::from_secs(5);
const GOODBYE: Duration = Duration::from_secs(2);
/// Connections kept open between messages.
const MAX_IDLE: usize = 4;

/// The way to the mail server, with the connections that stand.
pub(super) struct Smtp {
    host: String,
    port: u16,
    tls: SmtpTls,
    tls_parameters: Option<TlsParameters>,
    credentials: Option<Credentials>,
    mechanisms: &'static [Mechanism],
    signer: Option<Signer>,
    from: Address,
    hello: ClientId,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
    clock: Clock,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// How far an attempt got: what a failure there means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Connect,
    SignIn,
    Sender,
    Recipient,
    Data,
    /// The message is being written, or was.
    Message,
}

impl Smtp {
    pub(super) fn new(config: &SmtpConfig, clock: Clock) -> Result<Self, String> {
        let tls_parameters = match config.tls {
            SmtpTls::None => None,
            SmtpTls::Starttls | SmtpTls::Implicit => Some(tls(config)?),
        };
        let credentials = config.credentials.as_ref().map(|config::Credentials { username, password }| {
            Credentials::new(username.clone(), password.reveal().to_owned())
        });
        Ok(Self {
            host: config.host.clone(),
            port: config.port,
            tls: config.tls,
            tls_parameters,
            credentials,
            mechanisms: match config.auth {
                SmtpAuth::Password => &[Mechanism::Plain, Mechanism::Login],
                SmtpAuth::Xoauth2 => &[Mechanism::Xoauth2],
            },
            signer: config.dkim.as_ref().map(Signer::new).transpose()?,
            from: crate::render::ascii_address(&config.from.email),
            hello: ClientId::default(),
            idle: Mutex::default(),
            clock,
        })
    }

    /// One attempt at one recipient, over within a minute.
    pub(super) async fn send(&self, claim: &Claim) -> Outcome {
        let to: Address = match claim.recipient.parse() {
            Ok(address) => address,
            Err(error) => {
                let why = format!("`{}` is no mail address: {error}", claim.recipient);
                return Outcome::GiveUp { why, consequence: Consequence::None };
            }
        };
        if !claim.recipient.is_ascii() {
            let why = format!("`{}` needs SMTPUTF8: write to an address in ASCII", claim.recipient);
            return Outcome::GiveUp { why, consequence: Consequence::None };
        }
        let signed = match self.signer.as_ref().map(|signer| signer.signed(&claim.bytes)).transpose() {
            Ok(signed) => signed,
            Err(why) => {
                let why = format!("the mail cannot be signed: {why}");
                return Outcome::Retry { after: None, why, fault: Fault::Endpoint };
            }
        };
        let bytes = signed.as_deref().unwrap_or(&claim.bytes);
        let step = Mutex::new(Step::Connect);
        let at = |new: Step| *step.lock().expect("no panic while held") = new;
        let attempt = self.attempt(&to, bytes, &at);
        let ended = self.within(LIMIT, attempt).await;
        let seconds = LIMIT.as_secs();
        let step = *step.lock().expect("no panic while held");
        match ended {
            Some(Ok(response)) => {
                Outcome::Sent { detail: words(&response), pause: Duration::ZERO, receipt: None }
            }
            Some(Err(error)) => self.failed(step, &error),
            None if step == Step::Message => {
                Outcome::Uncertain { why: format!("no answer to the message within {seconds} s") }
            }
            None => self.endpoint(step, &format!("no answer within {seconds} s")),
        }
    }

    /// What comes of `work`; `None` where it takes longer than `span`.
    async fn within<T>(&self, span: Duration, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            done = work => Some(done),
            () = self.clock.sleep(span) => None,
        }
    }

    async fn attempt(&self, to: &Address, bytes: &[u8], at: &impl Fn(Step)) -> Result<Response, Error> {
        let mut connection = match self.standing().await {
            Some(connection) => connection,
            None => self.connect(at).await?,
        };
        at(Step::Sender);
        let answered = async {
            connection.command(Mail::new(Some(self.from.clone()), Vec::new())).await?;
            at(Step::Recipient);
            connection.command(Rcpt::new(to.clone(), Vec::new())).await?;
            at(Step::Data);
            connection.command(Data).await?;
            at(Step::Message);
            // The client ends what it is given with a line end of its own.
            connection.message(bytes.strip_suffix(b"\r\n").unwrap_or(bytes)).await
        }
        .await;
        match answered {
            Ok(response) => {
                self.keep(connection);
                Ok(response)
            }
            Err(error) => {
                // The transaction is in an unknown state: this connection is not used again. A server that
                // answered gets a short goodbye.
                if error.status().is_some() {
                    self.within(GOODBYE, connection.abort()).await;
                }
                Err(error)
            }
        }
    }

    /// A kept connection that still answers.
    async fn standing(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let mut connection = self.idle.lock().expect("no panic while held").pop()?;
            if self.within(STILL_THERE, connection.test_connected()).await == Some(true) {
                return Some(connection);
            }
        }
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().expect("no panic while held");
        if idle.len() < MAX_IDLE {
            idle.push(connection);
        }
    }

    async fn connect(&self, at: &impl Fn(Step)) -> Result<AsyncSmtpConnection, Error> {
        at(Step::Connect);
        let implicit = self.tls_parameters.clone().filter(|_| self.tls == SmtpTls::Implicit);
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, implicit, None).await?;
        if let (SmtpTls::Starttls, Some(parameters)) = (self.tls, &self.tls_parameters) {
            connection.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            at(Step::SignIn);
            connection.auth(self.mechanisms, credentials).await?;
        }
        Ok(connection)
    }

    /// What an error in a step means: the recipient's and the message's own refusals never open the breaker.
    fn failed(&self, step: Step, error: &Error) -> Outcome {
        let why = why(error);
        let code = error.status().map_or(0, u16::from);
        // RFC 5321 section 3.8: the server is closing down, whatever we said.
        if code == 421 {
            return self.endpoint(step, &why);
        }
        match (step, error.is_permanent(), error.is_transient()) {
            (Step::Recipient, true, _) => {
                let consequence = if is_no_mailbox(code, &why) {
                    Consequence::SuppressRecipient
                } else {
                    Consequence::None
                };
                Outcome::GiveUp { why: format!("recipient refused: {why}"), consequence }
            }
            (Step::Recipient, _, true) => {
                let why = format!("recipient put off: {why}");
                Outcome::Retry { after: None, why, fault: Fault::Message }
            }
            (Step::Data | Step::Message, true, _) => {
                Outcome::GiveUp { why: format!("message refused: {why}"), consequence: Consequence::None }
            }
            (Step::Data | Step::Message, _, true) => {
                Outcome::Retry { after: None, why: format!("message put off: {why}"), fault: Fault::Message }
            }
            (Step::Message, ..) => {
                Outcome::Uncertain { why: format!("connection lost after the message was written: {why}") }
            }
            _ => self.endpoint(step, &why),
        }
    }

    /// What to write instead where server and configuration do not agree on how TLS begins.
    fn hint(&self, why: &str) -> &'static str {
        match self.tls {
            SmtpTls::Starttls if why.contains("STARTTLS is not supported") => {
                "; write `tls = \"implicit\"` in [smtp] where this port speaks TLS from the first byte (465, as a rule), \
                 or `tls = \"none\"` where mail may go there in the clear"
            }
            // The server's greeting in plain text, read as TLS.
            SmtpTls::Implicit if why.contains("InvalidContentType") => {
                "; the server does not begin with TLS: try `tls = \"starttls\"` in [smtp]"
            }
            SmtpTls::None | SmtpTls::Starttls | SmtpTls::Implicit => "",
        }
    }

    fn endpoint(&self, step: Step, why: &str) -> Outcome {
        let what = match step {
            Step::Connect => "cannot connect to",
            Step::SignIn => "cannot sign in to",
            Step::Sender => "sender refused by",
            Step::Recipient | Step::Data | Step::Message => "no answer from",
        };
        let hint = if step == Step::Connect { self.hint(why) } else { "" };
        let why = format!("{what} `{}:{}`: {why}{hint}", self.host, self.port);
        Outcome::Retry { after: None, why, fault: Fault::Endpoint }
    }
}

/// What a refusal says that is about somebody else than the recipient, whatever else it says: a relay that does not know
/// us, a rule of the house, our own address.
const NOT_THE_MAILBOX: [&str; 7] =
    ["relay", "not permitted", "denied", "not allowed", "polic", "blocked", "sender"];

/// Codes of RFC 3463 for a recipient's address that leads nowhere: no such mailbox, no such system, not an address, moved
/// away, a domain that takes no mail (RFC 7505). The others of `5.1` are about the sender, or say nothing.
const LEADS_NOWHERE: [&str; 5] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"];

/// What servers without such codes say of a mailbox that does not exist.
const NO_MAILBOX: [&str; 14] = [
    "user unknown",
    "unknown user",
    "no such user",
    "user not found",
    "user does not exist",
    "unknown recipient",
    "recipient unknown",
    "no such recipient",
    "recipient not found",
    "no such mailbox",
    "unknown mailbox",
    "mailbox not found",
    "mailbox does not exist",
    "no mailbox here",
];

/// Whether a server's refusal says that the recipient's mailbox does not exist, so that nothing need be sent there again. When
/// in doubt it does not: a mail refused once more costs little, one that is never sent is lost.
fn is_no_mailbox(code: u16, why: &str) -> bool {
    let why = why.to_lowercase();
    if NOT_THE_MAILBOX.iter().any(|words| why.contains(words)) {
        return false;
    }
    let is_enhanced = |word: &&str| {
        let mut parts = word.split('.');
        parts.next() == Some("5")
            && parts.clone().count() == 2
            && parts.all(|part| part.parse::<u16>().is_ok())
    };
    // Every line of an answer may bear the code: `550-5.1.1 …`.
    match why.split(|c: char| c != '.' && !c.is_ascii_alphanumeric()).find(is_enhanced) {
        Some(enhanced) => LEADS_NOWHERE.contains(&enhanced),
        None => matches!(code, 550 | 551 | 553) && NO_MAILBOX.iter().any(|words| why.contains(words)),
    }
}

/// TLS towards the server's name, trusting the system's authorities and the configured one.
fn tls(config: &SmtpConfig) -> Result<TlsParameters, String> {
    let wrong = |error: Error| format!("TLS for mail cannot be set up: {error}");
    let mut builder = TlsParameters::builder(config.host.clone());
    if let Some(pem) = &config.authority {
        builder = builder.add_root_certificate(Certificate::from_pem(pem.as_bytes()).map_err(wrong)?);
    }
    builder.build().map_err(wrong)
}

/// `550 5.1.1 no such user`, or what broke.
fn why(error: &Error) -> String {
    use std::error::Error as _;
    let source = error.source().map(ToString::to_string);
    match (error.status(), source) {
        (Some(code), Some(words)) => format!("{code} {words}"),
        (Some(code), None) => code.to_string(),
        (None, Some(words)) if !error.is_client() && !error.is_response() => words,
        (None, _) => error.to_string(),
    }
}

fn words(response: &Response) -> String {
    format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" "))
}
