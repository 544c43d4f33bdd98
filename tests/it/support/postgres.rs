//! A cluster of PostgreSQL of the tests' own: one a test binary, a database a test.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::skip;

/// The server ends, and its folder goes, when the write end of its leash closes: when this process ends, however.
const LEASH: &str =
    r#"d=$1; shift; "$@" </dev/null & p=$!; read _; kill -INT $p; wait $p; cd /; rm -rf "$d""#;

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

struct Cluster {
    folder: PathBuf,
    _leash: ChildStdin,
}

/// A database that nobody else uses.
pub struct Database {
    name: String,
    folder: PathBuf,
}

/// Runs a test on both stores: on SQLite, and with the address of a new database of a server, where there is one.
pub async fn on_both(test: impl AsyncFn(Option<String>)) {
    test(None).await;
    if let Some(database) = Database::create().await {
        test(Some(database.url())).await;
    }
}

impl Database {
    /// A new database; `None`, with a printed line, when there is no PostgreSQL here.
    ///
    /// # Panics
    /// When there is none and `CI=true`, or when it does not start.
    pub async fn create() -> Option<Self> {
        let started = tokio::task::spawn_blocking(|| CLUSTER.get_or_init(start).as_ref()).await.unwrap();
        let folder = started?.folder.clone();
        let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        let database = Self { name, folder };
        database.admin(&format!("CREATE DATABASE {}", database.name)).await;
        Some(database)
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("postgres://app@{}/{}", self.folder.display().to_string().replace('/', "%2F"), self.name)
    }

    /// A user of this database who has to give a password; its address.
    pub async fn with_password(&self, password: &str) -> (String, String) {
        let user = format!("{}_user", self.name);
        self.admin(&format!("CREATE ROLE {user} SUPERUSER LOGIN PASSWORD '{password}'")).await;
        let rules = self.folder.join("data/pg_hba.conf");
        let before = std::fs::read_to_string(&rules).unwrap();
        std::fs::write(&rules, format!("local all {user} scram-sha-256\n{before}")).unwrap();
        self.admin("SELECT pg_reload_conf()").await;
        (user.clone(), self.url().replace("//app@", &format!("//{user}@")))
    }

    /// Runs a statement outside of it.
    pub async fn admin(&self, sql: &str) {
        let url = Self { name: "postgres".to_owned(), folder: self.folder.clone() }.url();
        run(&url, sql).await;
    }

    /// The one text a query inside it gives.
    pub async fn value(&self, sql: &str) -> String {
        value(&self.url(), sql).await
    }

    /// Runs statements inside it.
    pub async fn run(&self, sql: &str) {
        run(&self.url(), sql).await;
    }
}

/// The one text a query gives.
async fn value(url: &str, sql: &str) -> String {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let row = client.query_one(sql, &[]).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    row.get(0)
}

async fn run(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}

/// The newest of Debian's versions, else what is on the path.
fn binaries() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    found.sort_by_key(version);
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.reverse();
    found.extend(std::env::split_paths(&path));
    found.into_iter().find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
}

/// PostgreSQL refuses to run as root: another user of this machine, when we are it.
fn unprivileged() -> Option<(u32, u32)> {
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(ids("postgres").or_else(|| ids("nobody")).expect("a user to run PostgreSQL as"))
}

fn command(program: &Path, folder: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("LC_ALL", "C.UTF-8");
    if let Some((uid, gid)) = user {
        command.gid(gid).uid(uid);
    }
    command
}

fn start() -> Option<Cluster> {
    let (folder, bin) = initialise()?;
    Some(serve(folder, &bin, &["-c", "listen_addresses="]))
}

/// A folder with an empty cluster in it.
fn initialise() -> Option<(PathBuf, PathBuf)> {
    let Some(bin) = binaries() else {
        skip("PostgreSQL is not installed");
        return None;
    };
    // Straight under /tmp: a socket's path holds 107 bytes, and another user must reach it.
    let folder = tempfile::Builder::new().prefix("vigie-pg-").tempdir_in("/tmp").unwrap().keep();
    let user = unprivileged();
    if let Some((uid, gid)) = user {
        chown(&folder, Some(uid), Some(gid)).unwrap();
    }
    let init = command(&bin.join("initdb"), &folder, user)
        .args(["-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
        .arg(folder.join("data"))
        .output()
        .unwrap();
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
    Some((folder, bin))
}

#[expect(
    clippy::zombie_processes,
    reason = "the leash ends the server after this process; nobody is left to wait"
)]
fn serve(folder: PathBuf, bin: &Path, options: &[&str]) -> Cluster {
    let data = folder.join("data");
    let log = std::fs::File::create(folder.join("log")).unwrap();
    let mut server = command(Path::new("/bin/sh"), &folder, unprivileged())
        .args(["-c", LEASH, "pg"])
        .arg(&folder)
        .arg(bin.join("postgres"))
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"])
        .args(["-c", "shared_buffers=16MB", "-c", "max_connections=300"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let leash = server.stdin.take().unwrap();
    let began = Instant::now();
    while !std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default().contains("ready") {
        assert!(
            began.elapsed() < Duration::from_mins(1),
            "PostgreSQL does not start: {}",
            std::fs::read_to_string(folder.join("log")).unwrap_or_default()
        );
        std::thread::park_timeout(Duration::from_millis(20));
    }
    Cluster { folder, _leash: leash }
}

/// A server that speaks TLS, with a certificate for `localhost` and 127.0.0.1; it listens on 127.0.0.2 too.
pub struct TlsServer {
    cluster: Cluster,
    port: u16,
}

impl TlsServer {
    /// Starts it; `None`, with a printed line, without PostgreSQL or `openssl`.
    pub async fn start() -> Option<Self> {
        tokio::task::spawn_blocking(Self::start_now).await.unwrap()
    }

    fn start_now() -> Option<Self> {
        let (folder, bin) = initialise()?;
        std::fs::write(folder.join("openssl.conf"), super::certificate::REQUEST).unwrap();
        let made = command(Path::new("openssl"), &folder, unprivileged())
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config", "openssl.conf"])
            .args(["-keyout", "server.key", "-out", "server.crt"])
            .output();
        let Ok(made) = made else {
            skip("openssl is not installed");
            return None;
        };
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let options = [
            "-c".to_owned(),
            "ssl=on".to_owned(),
            "-c".to_owned(),
            format!("ssl_cert_file={}", folder.join("server.crt").display()),
            "-c".to_owned(),
            format!("ssl_key_file={}", folder.join("server.key").display()),
            "-c".to_owned(),
            "listen_addresses=127.0.0.1,127.0.0.2".to_owned(),
            "-c".to_owned(),
            format!("port={port}"),
        ];
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        Some(Self { cluster: serve(folder, &bin, &options), port })
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Its certificate, which is its own authority.
    pub fn certificate(&self) -> PathBuf {
        self.cluster.folder.join("server.crt")
    }

    /// Whether the connections of Vigie are encrypted: `true`, `false`, or empty when there are none.
    pub async fn encrypted(&self) -> String {
        let socket = self.cluster.folder.display().to_string().replace('/', "%2F");
        let url = format!("postgres://app@{socket}:{}/postgres", self.port);
        let sql = "SELECT COALESCE(bool_and(s.ssl)::text, '') FROM pg_stat_ssl s JOIN pg_stat_activity a \
                   ON a.pid = s.pid WHERE a.application_name = 'vigie'";
        value(&url, sql).await
    }
}
