"""Sign-in through the identity gateways of this installation (SPID, CIE): OpenID Connect and SAML 2.0."""
