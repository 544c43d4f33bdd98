//! What tests share: servers on loopback, a browser, a cluster of PostgreSQL.

pub mod app;
pub mod browser;
pub mod certificate;
pub mod hub;
pub mod postgres;
pub mod press;
pub mod receiver;
pub mod scoring;
pub mod smtp;
