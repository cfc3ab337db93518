/** Key pairs for machines that are not real. */
import ssh2 from 'ssh2';

/** A new pair, in OpenSSH's form. The library now and then writes a private key that it cannot read itself: such a one is not taken. */
export function newKeyPair(comment = ''): { readonly private: string; readonly public: string } {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
  throw new Error('no key pair could be made');
}
