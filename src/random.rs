//! The system's randomness, for what nobody may guess or meet twice: keys, names, secrets, addresses.

use ring::rand::{SecureRandom as _, SystemRandom};

use crate::model::hexadecimal;

/// The system has no randomness to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random numbers")]
pub struct NoRandomness;

/// So many random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// So many random bytes, in hexadecimal.
pub(crate) fn word<const N: usize>() -> Result<String, NoRandomness> {
    Ok(hexadecimal(&bytes::<N>()?))
}
