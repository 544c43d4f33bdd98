//! The conformance suite: every operation, on both stores, with the same outcome.

mod world;

mod poll;
