/** The issuer can't be used: it does not answer, or not as OpenID Connect has it. */
export class LoginFailed extends Error {
  override readonly name = 'LoginFailed';
}
