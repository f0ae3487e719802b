import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeWhole } from "../../../local-cloud/core/files";
import { UserError } from "../../errors";

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals what the record of an offline run keeps: AES-256-GCM under a key in a file that only its owner can read. Whoever has
 * the record and not the key learns no secret, and can't try out guesses either: hashes are keyed too.
 */
export class Vault {
  private constructor(private readonly key: Buffer) {}

  /** Opens the vault with the key in a file, made when it is not there. */
  static open(file: string): Vault {
    if (!existsSync(file)) {
      writeWhole(file, randomBytes(keyBytes));
    }
    const key = readFileSync(file);
    if (key.length !== keyBytes) {
      throw new UserError(
        `${file} is damaged: it should hold ${keyBytes} bytes.`,
        "Run `bastide destroy`, then try again.",
        1,
      );
    }
    return new Vault(key);
  }

  seal(value: unknown): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce, { authTagLength: tagBytes });
    const text = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
  }

  /** @throws Error where the text was altered or sealed with another key. */
  unseal(sealed: string): unknown {
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.key, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return JSON.parse(text.toString("utf8"));
  }

  /** A hash that says whether two values are equal, and nothing else to someone without the key. */
  hash(value: unknown): string {
    return createHmac("sha256", this.key).update(JSON.stringify(value)).digest("base64url");
  }
}
