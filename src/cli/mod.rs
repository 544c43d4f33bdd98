//! The command line: one file per subcommand.
//!
//! Results go to stdout, logs and progress to stderr. Exit codes: 0 done, 1 failed while working,
//! 2 wrong usage or configuration.

mod article;
mod batch;
mod beside;
mod browser;
mod channel;
mod check;
mod configuration;
mod delivery;
mod demo;
mod difference;
mod digest;
mod feed;
mod forms;
mod given;
mod holds;
mod init;
mod lines;
mod log;
mod pause;
mod progress;
mod run;
mod search;
mod shared_link;
mod status;
mod story;
mod terminal;
mod test;
mod topic;
mod typed;
mod when;
mod why;
mod why_not;

use std::path::PathBuf;
use std::process::ExitCode;

pub use configuration::{configuration, configuration_path};
pub use progress::{Progress, Spinner};
pub(crate) use terminal::tell;
pub use terminal::{plain, print_json, print_line};

use clap::{Parser, Subcommand, ValueEnum};

/// Vigie watches the news for a newsroom.
#[derive(Debug, Parser)]
#[command(name = "vigie", version, about, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// Options every command takes.
#[derive(Debug, clap::Args)]
pub struct Globals {
    /// Configuration folder or file [default: ./config, this folder where vigie.toml lies in it, then /etc/vigie]
    #[arg(long, global = true, env = "VIGIE_CONFIG", value_name = "DIR|FILE")]
    config: Option<PathBuf>,
    /// Log filter, such as `info` or `vigie=debug`
    #[arg(long, global = true, value_name = "LEVEL")]
    log: Option<String>,
    /// How logs are written on stderr
    #[arg(long, global = true, value_enum, env = "VIGIE_LOG_FORMAT", default_value_t)]
    log_format: Format,
    /// How results are printed on stdout
    #[arg(long, global = true, value_enum, default_value_t)]
    format: Format,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Shows the whole line at work with a little press of its own: no network, no account
    Demo(demo::Args),
    /// Writes a commented starter configuration
    Init(init::Args),
    /// Reports every mistake of the configuration
    Check(check::Args),
    /// Runs the must-match and must-not-match examples of the topics
    Test(test::Args),
    /// Watches: polls, reads, matches, tells
    Run(run::Args),
    /// Sources and their health
    #[command(subcommand)]
    Feed(feed::Command),
    /// Pages: what the extractor sees, what changed, what was kept
    #[command(subcommand)]
    Article(article::Command),
    /// Watch topics
    #[command(subcommand)]
    Topic(topic::Command),
    /// Stories: which articles tell one event
    #[command(subcommand)]
    Story(story::Command),
    /// Digests
    #[command(subcommand)]
    Digest(digest::Command),
    /// Channels
    #[command(subcommand)]
    Channel(channel::Command),
    /// The outbox
    #[command(subcommand)]
    Delivery(delivery::Command),
    /// Looks through the archive with the topics' query language
    Search(search::Args),
    /// The path of one article, stage by stage
    Why(why::Args),
    /// Why an article is not what a topic is about, or never came so far
    WhyNot(why_not::Args),
    /// Silences a feed, topic, channel or story for a while
    Pause(pause::PauseArgs),
    /// Ends a pause
    Resume(pause::ResumeArgs),
    /// The state of everything at a glance
    Status(status::Args),
}

/// How a command failed.
#[derive(Debug)]
pub enum Failure {
    /// While working: exit code 1.
    Work(anyhow::Error),
    /// Wrong usage or configuration: exit code 2. The text is complete as it stands.
    Usage(String),
}

impl Failure {
    /// A mistake in how a command was called.
    fn usage(text: impl std::fmt::Display) -> Self {
        Self::Usage(format!("vigie: {text}"))
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Work(error.into())
    }
}

/// What every command returns: exit code 0 or 1, or a failure.
pub type Outcome = Result<ExitCode, Failure>;

/// The runtime's threads at most.
const NETWORK_THREADS: usize = 4;

/// A runtime for one command; what it started and did not end is left behind when it returns.
///
/// # Errors
/// The future's own, or the system gives no threads.
pub fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    // They only wait for the network; what takes time has threads of its own. Where one is enough it is this one, which
    // has memory to spare from reading the configuration.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut builder = match (cores / 2).min(NETWORK_THREADS) {
        0 | 1 => tokio::runtime::Builder::new_current_thread(),
        threads => {
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            builder.worker_threads(threads);
            builder
        }
    };
    let runtime =
        builder.enable_all().build().map_err(|error| anyhow::anyhow!("cannot start the threads: {error}"))?;
    let done = runtime.block_on(future);
    // Work of the processor that a stop has cut off ends with the process.
    runtime.shutdown_background();
    done
}

/// Runs the command that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // TLS panics without a provider; a second installation is refused and harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let daemon = matches!(&cli.command, Command::Run(_));
    let outcome = log::init(&cli.globals, daemon).and_then(|()| dispatch(cli.command, &cli.globals));
    match outcome {
        Ok(code) => code,
        Err(Failure::Usage(text)) => {
            crate::cli::tell!("{}", text.trim_end());
            ExitCode::from(2)
        }
        // Whoever reads us has seen enough: `vigie delivery list | head`.
        Err(Failure::Work(error)) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(Failure::Work(error)) => {
            crate::cli::tell!("vigie: {}", plain(&format!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command, globals: &Globals) -> Outcome {
    match command {
        Command::Demo(args) => demo::run(args, globals),
        Command::Init(args) => init::run(args, globals),
        Command::Check(args) => check::run(&args, globals),
        Command::Test(args) => test::run(args, globals),
        Command::Run(args) => run::run(&args, globals),
        Command::Feed(command) => feed::run(command, globals),
        Command::Article(command) => article::run(command, globals),
        Command::Topic(command) => topic::run(command, globals),
        Command::Story(command) => story::run(command, globals),
        Command::Digest(command) => digest::run(command, globals),
        Command::Channel(command) => channel::run(command, globals),
        Command::Delivery(command) => delivery::run(command, globals),
        Command::Search(args) => search::run(&args, globals),
        Command::Why(args) => why::run(&args, globals),
        Command::WhyNot(args) => why_not::run(&args, globals),
        Command::Pause(args) => pause::pause(&args, globals),
        Command::Resume(args) => pause::resume(&args, globals),
        Command::Status(args) => status::run(&args, globals),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    kind == Some(std::io::ErrorKind::BrokenPipe)
}
