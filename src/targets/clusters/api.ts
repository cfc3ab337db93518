/** One connection to a Kubernetes API server: requests byte for byte, with the kubeconfig's certificates and credentials, and errors in words. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { TargetError, type TargetProblem } from '#checks/ports.ts';
import type { Json } from '#knowledge/json.ts';

export type ClusterAccess = { readonly name: string } & (
  | { readonly kind: 'kubeconfig'; readonly path: string | undefined; readonly context?: string | undefined }
  | { readonly kind: 'in-cluster' }
);

export type Call = { readonly method: string; readonly path: string; readonly contentType?: string; readonly accept?: string; readonly body?: string };
export type Answer = { readonly status: number; readonly body: Json; readonly retryAfter: number };

export type Api = {
  /** Sends once. Answers below 400 come back; all others are a TargetError. */
  call(call: Call, signal: AbortSignal): Promise<Answer>;
  /** The same for reads: tried again where the server is busy (429, 503), as long as it asks for. */
  get(path: string, signal: AbortSignal, accept?: string): Promise<Json>;
};

const limit = 10_000;
const answerLimit = 32 * 1024 * 1024;
const longestWait = 5000;

export function connectApi(access: ClusterAccess): Api {
  let config: KubeConfig | undefined;
  const load = async (): Promise<KubeConfig> => {
    if (config !== undefined) return config;
    // Loaded when a cluster is first asked: the library carries every type of the API.
    const library = await import('@kubernetes/client-node');
    const loaded = new library.KubeConfig();
    try {
      if (access.kind === 'in-cluster') loaded.loadFromCluster();
      else if (access.path === undefined) loaded.loadFromDefault();
      else loaded.loadFromFile(access.path);
      if (access.kind === 'kubeconfig' && access.context !== undefined) loaded.setCurrentContext(access.context);
    } catch (error) {
      throw problem('invalid', `${access.name}: the kubeconfig cannot be read: ${words(error)}`, `${access.name}：无法读取 kubeconfig：${words(error)}`, error);
    }
    if (loaded.getCurrentCluster() === null)
      throw problem('invalid', `${access.name}: the kubeconfig names no cluster for its context.`, `${access.name}：kubeconfig 的 context 没有对应的集群。`);
    config = loaded;
    return loaded;
  };

  const call = async (one: Call, signal: AbortSignal): Promise<Answer> => {
    const kube = await load();
    const server = kube.getCurrentCluster()?.server ?? '';
    const options: RequestOptions = { method: one.method, headers: {} };
    try {
      await kube.applyToHTTPSOptions(options);
    } catch (error) {
      throw problem('authentication-failed', `${access.name}: no credentials: ${words(error)}`, `${access.name}：无法取得凭据：${words(error)}`, error);
    }
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) if (typeof value === 'string') headers[name] = value;
    headers['accept'] = one.accept ?? 'application/json';
    if (one.body !== undefined) {
      headers['content-type'] = one.contentType ?? 'application/json';
      headers['content-length'] = String(Buffer.byteLength(one.body));
    }
    const answer = await send(access.name, new URL(server.replace(/\/$/, '') + one.path), { ...options, headers }, one.body, signal);
    if (answer.status >= 400) throw explain(access.name, one, answer);
    return answer;
  };

  return {
    call,
    get: async (path, signal, accept) => {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return (await call({ method: 'GET', path, ...(accept === undefined ? {} : { accept }) }, signal)).body;
        } catch (error) {
          const busy = error instanceof BusyError ? error : undefined;
          if (busy === undefined || attempt >= 3) throw error;
          await new Promise((settle) => setTimeout(settle, Math.min(longestWait, busy.retryAfter * 1000 || 500 * (attempt + 1))));
        }
      }
    },
  };
}

class BusyError extends TargetError {
  readonly retryAfter: number;
  constructor(of: TargetProblem, retryAfter: number) {
    super(of);
    this.retryAfter = retryAfter;
  }
}

function send(name: string, url: URL, options: RequestOptions, body: string | undefined, signal: AbortSignal): Promise<Answer> {
  return new Promise((settle, reject) => {
    let sent = false;
    const make = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const request = make(url, { ...options, signal, timeout: limit }, (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > answerLimit) request.destroy(new Error('the answer is larger than 32 MiB'));
        else parts.push(part);
      });
      response.on('error', fail);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        settle({ status: response.statusCode ?? 0, body: parseBody(text), retryAfter: Number(response.headers['retry-after'] ?? 0) || 0 });
      });
    });
    const fail = (error: Error): void => {
      const changes = options.method !== 'GET';
      if (signal.aborted) reject(problem('cancelled', `Cancelled while ${name} was being asked.`, `在请求 ${name} 时取消。`, error));
      else if (changes && sent)
        reject(
          problem(
            'lost',
            `The connection to ${name} broke before it answered: nobody can tell whether it did what was asked.`,
            `${name} 在应答前断开连接，无法确定请求是否已执行。`,
            error,
          ),
        );
      else reject(explainNetwork(name, url, error));
    };
    request.on('timeout', () => request.destroy(new Error(`no answer within ${limit / 1000} s`)));
    request.on('error', fail);
    request.on('finish', () => (sent = request.socket?.connecting === false));
    request.end(body);
  });
}

function parseBody(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function explainNetwork(name: string, url: URL, error: Error): TargetError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'CERT_HAS_EXPIRED')
    return problem(
      'unreachable',
      `The certificate of ${name} (${url.host}) has expired: kubeadm certs check-expiration, then renew.`,
      `${name}（${url.host}）的证书已过期：请运行 kubeadm certs check-expiration 并续期。`,
      error,
    );
  if (/CERT|SIGNED|TLS|SSL/.test(code))
    return problem(
      'unreachable',
      `The certificate of ${name} (${url.host}) is not trusted: ${error.message}. Check certificate-authority in the kubeconfig.`,
      `${name}（${url.host}）的证书不受信任：${error.message}。请检查 kubeconfig 的 certificate-authority。`,
      error,
    );
  return problem('unreachable', `${name} (${url.host}) does not answer: ${error.message}`, `${name}（${url.host}）没有响应：${error.message}`, error);
}

function explain(name: string, call: Call, answer: Answer): TargetError {
  const said =
    typeof answer.body === 'object' && answer.body !== null && 'message' in answer.body ? JSON.stringify(answer.body['message']) : `HTTP ${answer.status}`;
  const text = { en: `${name}: ${said}`, zh: `${name}：${said}` };
  switch (answer.status) {
    case 401:
      return problem('authentication-failed', `${name} does not accept these credentials: ${said}`, `${name} 不接受该凭据：${said}`);
    case 403:
      return problem('forbidden', `${name} does not allow it: ${said}`, `${name} 不允许该操作：${said}`);
    case 404:
      return new TargetError({ kind: 'not-found', text });
    case 409:
      return problem('conflict', `${name}: the object changed in the meantime. Nothing was done: ${said}`, `${name}：对象已被修改，未执行任何操作：${said}`);
    case 422:
      // A JSON patch whose test fails comes back as 422 "Invalid": the object is not as it was read.
      return new TargetError({ kind: call.contentType === 'application/json-patch+json' ? 'conflict' : 'invalid', text });
    case 429:
    case 503:
      return new BusyError({ kind: 'server-error', text: { en: `${name} is busy: ${said}`, zh: `${name} 繁忙：${said}` } }, answer.retryAfter);
    default:
      return new TargetError({ kind: answer.status >= 500 && call.method !== 'GET' ? 'lost' : 'server-error', text });
  }
}

export function problem(kind: TargetProblem['kind'], en: string, zh: string, cause?: unknown): TargetError {
  return new TargetError({ kind, text: { en, zh } }, { cause });
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
