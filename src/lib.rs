#![doc = include_str!("ARCHITECTURE.md")]

pub mod clock;
mod crash;
pub mod metrics;
pub mod model;
pub mod random;

pub mod article;
pub mod digest;
pub mod feed;
pub mod language;
pub mod render;
pub mod schedule;
pub mod story;
pub mod topic;

pub mod config;

pub mod cli;
pub mod daemon;
pub mod deliver;
pub mod fetch;
pub mod store;
pub mod web;
