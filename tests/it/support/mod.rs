//! What tests share: servers on loopback, a post office, a browser, a cluster of PostgreSQL.

pub mod app;
pub mod browser;
pub mod certificate;
pub mod hub;
pub mod post_office;
pub mod postgres;
pub mod press;
pub mod receiver;
pub mod scoring;
pub mod smtp;
