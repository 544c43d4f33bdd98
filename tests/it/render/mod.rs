//! The forms a notice takes: mail, Slack, webhook, terminal.

mod sample;
mod snapshots;
