/** A certificate in PEM, as facts: whom it is for, who signed it, what it may be used for and until when. */

/** The parts of a distinguished name that Kubernetes reads, and the whole as text. */
export interface DistinguishedName {
  /** `O=system:masters, CN=admin`. */
  text: string;
  /** CN: the user name. */
  commonName: string | undefined;
  /** Each O: the groups. */
  organizations: string[];
  /** Every attribute by its short name (C, ST, L, O, OU, CN). */
  attributes: Record<string, string[]>;
}

/** What a certificate says. Dates are ISO 8601. */
export interface CertificateFacts {
  subject: DistinguishedName;
  issuer: DistinguishedName;
  serialNumber: string;
  notBefore: string;
  notAfter: string;
  /** Names and addresses that a server's certificate is good for: `DNS:kubernetes`, `IP Address:127.0.0.1`. */
  alternativeNames: string[];
  /** `clientAuth`, `serverAuth`, or the OID of another; empty when the certificate is not limited. */
  extendedKeyUsages: string[];
  isCA: boolean;
  selfSigned: boolean;
  keyType: string;
  /** Subject and authority key identifiers in hex: they tell two CAs of the same name apart. */
  keyId: string | undefined;
  authorityKeyId: string | undefined;
  fingerprint256: string;
  pem: string;
}
