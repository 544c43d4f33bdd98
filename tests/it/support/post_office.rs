//! Postfix and Dovecot as Debian ships them, with a configuration and a folder of their own, on loopback; and SpamAssassin, asked of a mail.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use super::skip;

/// Postfix must be started by root. Everything ends, and the folder goes, when the write end of this leash closes.
const LEASH: &str = r#"d=$1
chmod 755 "$d"; chown -R root "$d"; mkdir "$d/queue" "$d/data" "$d/mail" "$d/run"
chown postfix "$d/data"; chown nobody "$d/mail"
postfix -c "$d/postfix" start-fg >"$d/postfix.out" 2>&1 & a=$!
dovecot -F -c "$d/dovecot.conf" >"$d/dovecot.out" 2>&1 & b=$!
read _; kill $a $b; wait; cd /; rm -rf "$d""#;

const MAIN_CF: &str = "compatibility_level = 3.6
queue_directory = FOLDER/queue
data_directory = FOLDER/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.desk.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = desk.example
virtual_mailbox_base = FOLDER/mail
virtual_mailbox_maps = static:ed/Maildir/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 1
maillog_file = FOLDER/postfix.log
maillog_file_prefixes = FOLDER
default_database_type = texthash
alias_maps =
alias_database =
local_recipient_maps =
";

const MASTER_CF: &str = "127.0.0.1:PORT inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
";

const DOVECOT_CONF: &str = "base_dir = FOLDER/run
state_dir = FOLDER/run
log_path = FOLDER/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:FOLDER/mail/%u/Maildir
passdb {
  driver = static
  args = password=pass
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=FOLDER/mail/%u
}
service imap-login {
  inet_listener imap {
    port = PORT
  }
  inet_listener imaps {
    port = 0
  }
}
";

/// A mail server that takes mail for `ed@desk.example`, and the server he reads it on. Both end when this is dropped.
pub struct PostOffice {
    pub smtp_port: u16,
    imap_port: u16,
    server: Child,
    leash: Option<ChildStdin>,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address").port()
}

/// A shell as root: our own, or by sudo where that asks for no password.
fn root_shell() -> Option<Command> {
    let is_root = |mut command: Command| {
        command.output().is_ok_and(|ran| ran.status.success() && ran.stdout.trim_ascii() == b"0")
    };
    let mut id = Command::new("id");
    id.arg("-u");
    if is_root(id) {
        return Some(Command::new("/bin/sh"));
    }
    let mut id = Command::new("sudo");
    id.args(["-n", "id", "-u"]);
    is_root(id).then(|| {
        let mut shell = Command::new("sudo");
        shell.args(["-n", "/bin/sh"]);
        shell
    })
}

impl PostOffice {
    /// Starts both; `None`, with a printed line, where they cannot be.
    pub fn start() -> Option<Self> {
        let missing: Vec<&str> = [("/usr/sbin/postfix", "postfix"), ("/usr/sbin/dovecot", "dovecot-imapd")]
            .into_iter()
            .filter_map(|(path, package)| (!Path::new(path).exists()).then_some(package))
            .collect();
        if !missing.is_empty() {
            skip(&format!("not here: apt-get install {}", missing.join(" ")));
            return None;
        }
        let Some(mut shell) = root_shell() else {
            skip(
                "Postfix starts as root alone: run this as root, or as someone whom sudo asks for no password",
            );
            return None;
        };
        let (smtp_port, imap_port) = (free_port(), free_port());
        // Straight under /tmp, where others than us may reach it.
        let folder =
            tempfile::Builder::new().prefix("vigie-mail-").tempdir_in("/tmp").expect("a folder").keep();
        std::fs::create_dir(folder.join("postfix")).expect("a folder");
        let write = |name: &str, text: &str, port: u16| {
            let text =
                text.replace("FOLDER", &folder.display().to_string()).replace("PORT", &port.to_string());
            std::fs::write(folder.join(name), text).expect("a file");
        };
        write("postfix/main.cf", MAIN_CF, 0);
        write("postfix/master.cf", MASTER_CF, smtp_port);
        write("dovecot.conf", DOVECOT_CONF, imap_port);
        let mut server = shell
            .args(["-c", LEASH, "mail"])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("a shell");
        let leash = server.stdin.take();
        let office = Self { smtp_port, imap_port, server, leash };
        let began = Instant::now();
        for port in [smtp_port, imap_port] {
            while TcpStream::connect(("127.0.0.1", port)).is_err() {
                let said = ["postfix.out", "postfix.log", "dovecot.out", "dovecot.log"]
                    .map(|name| std::fs::read_to_string(folder.join(name)).unwrap_or_default());
                assert!(began.elapsed() < Duration::from_mins(1), "they do not start: {}", said.concat());
                std::thread::park_timeout(Duration::from_millis(20));
            }
        }
        Some(office)
    }

    /// What ed reads, as `tests/data/independent/mailbox.py` says it; waits until there are so many mails.
    pub fn read(&self, count: usize) -> serde_json::Value {
        let began = Instant::now();
        loop {
            let read = Command::new("python3")
                .arg("tests/data/independent/mailbox.py")
                .args([&self.imap_port.to_string(), "ed"])
                .output()
                .expect("python3, by which others' libraries judge");
            assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
            let mailbox: serde_json::Value = serde_json::from_slice(&read.stdout).expect("JSON");
            let came = mailbox["mails"].as_array().expect("mails").len();
            if came >= count {
                return mailbox;
            }
            assert!(began.elapsed() < Duration::from_mins(1), "{count} mails were due, {came} came");
            std::thread::park_timeout(Duration::from_millis(100));
        }
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        drop(self.leash.take());
        let _ = self.server.wait();
    }
}

/// What SpamAssassin's own rules, without the network, make of a mail: score and rules; `None`, with a printed line, without it.
pub fn spam_score(mail: &[u8]) -> Option<(f64, String)> {
    let home = tempfile::tempdir().expect("a folder");
    let started = Command::new("spamassassin")
        .args(["-L", "-t", "-x"])
        .env("HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut running) = started else {
        skip("no spamassassin on PATH: apt-get install spamassassin");
        return None;
    };
    let mut input = running.stdin.take().expect("it reads");
    let bytes = mail.to_vec();
    let writing = std::thread::spawn(move || input.write_all(&bytes));
    let ran = running.wait_with_output().expect("it ends");
    writing.join().expect("no panic").expect("it reads to the end");
    let said = String::from_utf8_lossy(&ran.stdout).replace("\r\n", "\n").replace("\n\t", " ");
    let status = said.lines().find_map(|line| line.strip_prefix("X-Spam-Status: ")).unwrap_or_else(|| {
        panic!("no verdict: {said}{}", String::from_utf8_lossy(&ran.stderr));
    });
    let score = status.split_once("score=").expect("a score").1.split(' ').next().expect("a number");
    Some((score.parse().expect("a number"), status.to_owned()))
}
