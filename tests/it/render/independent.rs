//! Random stories in every form, judged by libraries that know nothing of Vigie. They are installed in folders of their
//! own under `target`. `VIGIE_RANDOM_STORIES` says how many stories (120 when not set); the judges read them in batches, so memory is
//! bounded whatever the number.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use vigie::clock::Clock;
use vigie::config::{Channel, ChannelKind, DkimConfig, OnUncertain, Secret, SigningKey};
use vigie::deliver::{Claim, Outcome, Sender};
use vigie::digest::{Notice, Told};
use vigie::model::{DeliveryId, MessageId};
use vigie::render::{LinkKey, Links, Medium, Rendered, render, subject};

use super::{bounds, channels};
use crate::deliver::{client, smtp_config};
use crate::support::certificate::openssl;
use crate::support::press::{Answer, Press};
use crate::support::skip;
use crate::support::smtp::{Script, SmtpServer};

const PYTHON: &str = "standardwebhooks==1.1.0 svix==2.9.1 slack_sdk==3.48.0 adaptivecards==0.4.1 mail-parser==4.8.0 \
                      dkimpy==1.1.8 cryptography==50.0.2 pynacl==1.6.2";
const NODE: &str = "standardwebhooks@1.1.1 svix@1.99.1 adaptivecards@3.0.6 mailauth@4.13.3";
const SECRETS: [&str; 2] =
    ["whsec_dGhlIG5ldyBrZXkgb2YgdGhpcyBob29r", "whsec_dGhlIG9sZCBrZXkgb2YgdGhpcyBob29r"];
/// Sent by mail and webhook; every story is rendered for every chat.
const SENT: usize = 12;

/// Messages that the judges are given at a time.
const BATCH_BYTES: usize = 16 << 20;

pub fn runs(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|ran| ran.status.success())
}

pub fn succeeds(command: &mut Command) -> Result<(), String> {
    let ran = command.output().map_err(|error| error.to_string())?;
    if ran.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&ran.stderr).into_owned()) }
}

/// A folder under `target` with these packages; made anew when they change.
pub fn installed(
    name: &str,
    packages: &str,
    install: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let done = folder.join("installed");
    if std::fs::read_to_string(&done).is_ok_and(|had| had == packages) {
        return Ok(folder);
    }
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    install(&folder)?;
    std::fs::write(done, packages).map_err(|error| error.to_string())?;
    Ok(folder)
}

fn python() -> Result<Command, String> {
    let folder = installed("judges-python", PYTHON, |folder| {
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
        let mut pip = Command::new(folder.join("bin/pip"));
        succeeds(
            pip.args(["install", "--quiet", "--disable-pip-version-check"]).args(PYTHON.split_whitespace()),
        )
    })?;
    let mut command = Command::new(folder.join("bin/python"));
    command.arg("tests/data/independent/check.py");
    Ok(command)
}

fn node() -> Result<Command, String> {
    let folder = installed("judges-node", NODE, |folder| {
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"])
            .args(NODE.split_whitespace());
        std::fs::write(folder.join("package.json"), "{}").map_err(|error| error.to_string())?;
        succeeds(npm.current_dir(folder))
    })?;
    let mut command = Command::new("node");
    command.arg("tests/data/independent/check.mjs").arg(folder);
    Ok(command)
}

/// What a judge says of the messages: how many of each kind it read. Fails where it refused one.
fn verdict(mut judge: Command, lines: &[String]) -> BTreeMap<String, usize> {
    let mut running =
        judge.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a judge that is installed starts");
    let mut input = running.stdin.take().expect("it reads");
    let lines = lines.concat();
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = running.wait_with_output().expect("it ends");
    writing.join().expect("no panic").expect("it reads to the end");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let verdict: Value = serde_json::from_str(said.lines().last().unwrap_or_default()).expect("a verdict");
    assert_eq!(verdict["wrong"], json!([]), "{verdict:#}");
    serde_json::from_value(verdict["checked"].clone()).expect("counts")
}

/// Keys of every kind that signs mail, with what the DNS says of each.
fn keys() -> Option<Vec<(DkimConfig, String)>> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut keys = Vec::new();
    let make: [(&str, &str, &[&str]); 3] = [
        ("pkcs1", "rsa", &["genrsa", "-traditional", "-out", "pkcs1.pem", "2048"]),
        (
            "pkcs8",
            "rsa",
            &["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "pkcs8.pem"],
        ),
        ("ed25519", "ed25519", &["genpkey", "-algorithm", "ed25519", "-out", "ed25519.pem"]),
    ];
    for (name, kind, arguments) in make {
        openssl(folder.path(), arguments)?;
        let file = format!("{name}.pem");
        openssl(folder.path(), &["pkey", "-in", &file, "-pubout", "-outform", "DER", "-out", "public"])?;
        let public = std::fs::read(folder.path().join("public")).expect("a key");
        // Of Ed25519 the key alone is published (RFC 8463 section 4.1), which is the end of its DER.
        let public = if kind == "rsa" { &public[..] } else { &public[public.len() - 32..] };
        let pem = std::fs::read_to_string(folder.path().join(file)).expect("a key");
        let config =
            DkimConfig { domain: "desk.example".into(), selector: name.into(), key: Secret::new(pem) };
        keys.push((config, format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(public))));
    }
    Some(keys)
}

fn claim(notice: &Notice, rendered: Rendered) -> Claim {
    Claim {
        delivery_id: DeliveryId::from(1),
        message_id: MessageId::from(2),
        rule: notice.rule.clone(),
        channel: "desk".parse().expect("a name"),
        recipient: rendered.recipient,
        stable_id: rendered.stable_id,
        bytes: rendered.bytes,
        attempts: 1,
        composed_at: notice.at,
        first_started_at: notice.at,
        token: 1,
        channel_failures: 0,
        thread: None,
    }
}

fn channel(kind: ChannelKind) -> Channel {
    Channel {
        name: "desk".parse().expect("a name"),
        kind,
        languages: Vec::new(),
        on_uncertain: OnUncertain::Resend,
    }
}

/// The mail of a notice as it came to the server, signed with this key.
async fn mailed(notice: &Notice, (dkim, record): &(DkimConfig, String)) -> Value {
    let server = SmtpServer::start(Script::default()).await;
    let mut smtp = smtp_config(server.port, None);
    smtp.dkim = Some(dkim.clone());
    let links = Links { base_url: "https://vigie.example.org".into(), key: LinkKey::new(b"key") };
    let to: Vec<lettre::message::Mailbox> = vec!["Ed <ed@bücher.example>".parse().expect("a mailbox")];
    let medium = Medium::Email { from: smtp.from.clone(), to: to.clone(), links: Some(links) };
    let rendered = render(notice, &medium, "desk", "store-1").remove(0);
    let clock = Clock::system();
    let sender = Sender::new(client(clock.clone()), Some(&smtp), clock).expect("a sender");
    let outcome = sender.send(&channel(ChannelKind::Email { to }), &claim(notice, rendered)).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    let dns = json!({ format!("{}._domainkey.desk.example", dkim.selector): record });
    let bytes = STANDARD.encode(&server.mails()[0].bytes);
    json!({ "kind": "mail", "bytes": bytes, "dns": dns, "subject": subject(notice), "to": "ed@xn--bcher-kva.example" })
}

/// The webhook of a notice as it came, signed with two secrets.
async fn posted(notice: &Notice) -> Value {
    let press = Press::start().await;
    press.answer("/hook", Answer::ok(""));
    let clock = Clock::system();
    let sender = Sender::new(client(clock.clone()), None, clock).expect("a sender");
    let secrets = SECRETS.map(|secret| SigningKey::parse(secret).expect("a key")).to_vec();
    let hook = channel(ChannelKind::Webhook { url: Secret::new(press.url("/hook")), secrets });
    let rendered = render(notice, &Medium::Webhook, "cms", "store-1").remove(0);
    let outcome = sender.send(&hook, &claim(notice, rendered)).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    let seen = press.last();
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers: BTreeMap<&str, &str> = names.into_iter().map(|name| (name, seen.header(name))).collect();
    let body = String::from_utf8(seen.body.to_vec()).expect("UTF-8");
    json!({ "kind": "webhook", "body": body, "headers": headers, "secrets": SECRETS })
}

/// Random notices with this many stories in all.
fn notices(stories: usize) -> impl Iterator<Item = Notice> {
    let mut runner = TestRunner::deterministic();
    let mut left = stories;
    std::iter::from_fn(move || {
        (left > 0).then(|| {
            let any = bounds::any_notice().new_tree(&mut runner).expect("a notice").current().0;
            let Told::Stories { stories, .. } = &any.told else { unreachable!("stories are told") };
            left = left.saturating_sub(stories.len().max(1));
            any
        })
    })
}

type Judge = (&'static str, fn() -> Result<Command, String>);

/// The judges that can be asked here. Python's must be, under `CI=true`.
fn judges() -> Vec<Judge> {
    let all: [Judge; 2] = [("python3", python), ("node", node)];
    let ready = |(program, judge): &Judge| {
        let why = match runs(program).then(judge) {
            Some(Ok(_)) => return true,
            None => format!("no {program} on PATH: apt-get install python3-venv, or nodejs and npm"),
            Some(Err(why)) => format!("the libraries of {program} cannot be installed: {why}"),
        };
        if *program == "python3" {
            skip(&why);
        } else {
            println!("skipped: {why}");
        }
        false
    };
    all.into_iter().filter(ready).collect()
}

/// Messages on their way to the judges, and what was said of those before.
struct Batches {
    judges: Vec<Judge>,
    lines: Vec<String>,
    bytes: usize,
    checked: BTreeMap<&'static str, BTreeMap<String, usize>>,
    /// Stories and messages so far.
    told: usize,
    messages: usize,
}

impl Batches {
    fn push(&mut self, message: &Value) {
        let line = format!("{message}\n");
        self.bytes += line.len();
        self.lines.push(line);
        if self.bytes >= BATCH_BYTES {
            self.judge();
        }
    }

    fn judge(&mut self) {
        for (program, judge) in &self.judges {
            let counts = verdict(judge().expect("it was ready before"), &self.lines);
            let sums = self.checked.entry(program).or_default();
            for (kind, count) in counts {
                *sums.entry(kind).or_default() += count;
            }
        }
        self.lines.clear();
        self.bytes = 0;
        println!("{} stories in {} messages, 0 over a limit, 0 refused", self.told, self.messages);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_over_a_limit_and_nothing_is_refused() {
    let stories = std::env::var("VIGIE_RANDOM_STORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(120);
    let Some(keys) = keys() else { return };
    let mut batches = Batches {
        judges: judges(),
        lines: Vec::new(),
        bytes: 0,
        checked: BTreeMap::new(),
        told: 0,
        messages: 0,
    };
    for (at, notice) in notices(stories).enumerate() {
        let Told::Stories { stories, .. } = &notice.told else { unreachable!("stories are told") };
        batches.told += stories.len();
        for (medium, kind) in channels::all() {
            let bytes = channels::bytes(&notice, &medium);
            let wrong = channels::wrong(kind, &bytes);
            assert!(wrong.is_empty(), "{kind}: {wrong:?}");
            batches.messages += 1;
            if matches!(kind, "slack" | "slack-bot" | "teams") {
                let body = String::from_utf8(bytes).expect("UTF-8");
                batches.push(&json!({ "kind": kind, "body": body }));
            }
        }
        if at < SENT || at % 10 == 0 {
            batches.push(&mailed(&notice, &keys[at % keys.len()]).await);
            batches.push(&posted(&notice).await);
            batches.messages += 2;
        }
    }
    batches.judge();
    for (program, checked) in &batches.checked {
        println!("{program} read {checked:?}");
        let kinds = ["teams", "webhook", "mail"];
        assert!(kinds.iter().all(|kind| checked.get(*kind) > Some(&0)), "{checked:?}");
    }
}
