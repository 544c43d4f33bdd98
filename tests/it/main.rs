//! Every integration test, in one binary: a module per room.

mod article;
mod browser;
mod cli;
mod config;
mod crash;
mod daemon;
mod deliver;
mod demo;
mod digest;
mod discover;
mod feed;
mod feed_commands;
mod fetch;
mod language;
mod manners;
mod render;
mod schedule;
mod seeds;
mod select;
mod sitemap;
mod store;
mod story;
mod support;
mod tidy;
mod topic;
mod websub;
