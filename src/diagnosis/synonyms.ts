/**
 * Words that people use for the same thing, in both languages. Each group is one concept, named by its first word.
 */
const groups: readonly (readonly string[])[] = [
  ['stuck', 'hang', 'hung', 'hanging', 'freeze', 'frozen', 'forever', 'blocked', '卡住', '卡死', '卡在', '卡', '一直', '挂起', '不动', 'endless', 'never'],
  ['delete', 'remove', 'deletion', 'deleting', 'removing', 'erase', '删除', '删不掉', '删不了', '无法删除', '删', '移除', '清理'],
  ['terminating', 'terminate', '终止', '正在终止'],
  ['fail', 'failed', 'failure', 'failing', 'error', 'broken', 'problem', 'issue', '失败', '报错', '错误', '异常', '出错', '故障'],
  ['create', 'creating', 'creation', 'start', 'starting', 'startup', 'launch', '创建', '启动', '起不来', '新建'],
  ['timeout', 'timed', 'slow', '超时', '慢', '很慢'],
  ['connect', 'connection', 'connecting', 'reachable', 'unreachable', 'reach', '连接', '连不上', '不通', '访问不了', '无法访问', '连通', '访问'],
  ['reject', 'rejected', 'refused', 'refuse', 'denied', 'deny', '拒绝', '被拒'],
  ['network', 'networking', '网络', '网路'],
  ['missing', 'absent', 'notfound', 'lack', '缺少', '缺失', '找不到', '没有安装', '未安装', '不存在', '没装'],
  ['install', 'installed', 'installation', '安装'],
  ['address', 'ip', '地址'],
  ['bridge', '网桥', '桥接'],
  ['conflict', 'collision', 'mismatch', 'different', 'differs', 'wrong', '冲突', '不一致', '不同', '不匹配'],
  ['namespace', 'ns', '命名空间', '名称空间', '名字空间'],
  ['node', 'worker', 'host', '节点', '主机', '机器'],
  ['pod', 'pods', '容器组'],
  ['container', '容器'],
  ['service', 'svc', 'clusterip', '服务'],
  ['certificate', 'cert', 'certs', 'tls', 'x509', '证书'],
  ['copy', 'copied', 'borrow', 'scp', '拷贝', '复制', '拷', '拷过来', '挪用'],
  ['write', 'writable', 'written', '写入', '写', '可写'],
  ['plugin', 'plugins', '插件'],
  ['two', 'both', 'several', 'multiple', '两个', '多个', '同时'],
  ['expire', 'expired', 'expiry', '过期', '到期', '失效'],
  ['log', 'logs', 'logging', '日志', '刷屏'],
  ['image', '镜像'],
  ['pull', 'pulling', '拉取', '拉不下来'],
  ['disk', 'storage', '磁盘', '存储'],
  ['full', 'exhausted', '满', '已满', '耗尽', '不足'],
  ['memory', 'oom', 'oomkilled', '内存'],
  ['rule', 'rules', '规则'],
  ['firewall', 'iptables', 'nftables', '防火墙'],
  ['restart', 'restarting', 'reboot', 'crash', 'crashes', 'crashing', 'crashloopbackoff', '重启', '崩溃', '反复重启', '不停重启'],
  ['member', 'members', '成员'],
  ['quorum', 'majority', '多数', '法定人数'],
  ['leader', 'election', '选主', '主节点', '选举'],
  ['backup', 'snapshot', '备份', '快照'],
  ['restore', 'recover', 'recovery', '恢复', '还原'],
  ['dns', 'resolve', 'resolution', 'lookup', '解析', '域名'],
  ['permission', 'forbidden', 'unauthorized', 'rbac', '权限', '禁止', '没权限', '无权限'],
  ['schedule', 'scheduling', 'pending', '调度'],
  ['upgrade', 'update', '升级', '更新'],
  ['tracking', 'conntrack', '连接跟踪', '跟踪', '追踪'],
  ['finalizer', 'finalizers', '终结器'],
  ['down', 'dead', 'died', 'stopped', '挂了', '挂掉', '宕机', '停了'],
];

/** By word: the concept that it stands for. */
export const concepts: ReadonlyMap<string, string> = new Map(groups.flatMap((group) => group.map((word) => [word, `~${group[0] ?? ''}`] as const)));

/** The Chinese ones, to be looked for within a sentence, longest first. */
export const chinesePhrases: readonly string[] = [...concepts.keys()].filter((word) => /\p{Script=Han}/u.test(word)).toSorted((a, b) => b.length - a.length);

/** Words that say nothing of the matter. */
export const empty: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be been but by can cannot could did do does doing for from get gets getting got had has have help how i if in into is it its just keep keeps ' +
    'kubernetes k8s cluster me mean means more my no not of on one or our out over please saw say says see should so some still than that the their them then there ' +
    'these they this to too under up us use used using want was we were what when where which while who why will with would you your after again all also am because ' +
    'before between both each even ever every few here him his her he she him make made many may might much must never nothing now off only other same since such ' +
    'through until very via way about above across during tell show give know need fix solve doe something anything thing good best new old first last ' +
    '的 了 是 在 我 你 他 它 们 我们 你们 有 没有 和 与 或 也 都 就 还 很 怎么 怎么办 怎样 如何 为什么 为何 什么 哪 哪里 哪个 吗 呢 吧 啊 请 请问 一个 这个 那个 这 那 会 能 可以 不 不能 要 想 ' +
    '出现 提示 显示 问题 情况 时候 之后 以后 解决 办 怎 么 到 上 下 中 里 被 把 给 让 对 从 用 使用 一下 一 个 集群 不了 不到 多少 多 少 几'
  ).split(' '),
);

/** Words of every trade: an entry that shares only these with a question does not answer it. */
export const everyday: ReadonlySet<string> = new Set(
  (
    'file path found name list run running set code type data user stop change value command build work time day minute hour second system read write open close ' +
    'call back return result test case line text number order state status default move send receive order push version page site app application program process ' +
    'kubectl fail error broken problem issue create start launch slow stuck hang forever missing install wrong different full update restart ' +
    '一直 失败 报错 错误 异常 启动 创建 安装 不同 时间 文件 系统 程序 应用 每分钟 打印'
  )
    .split(' ')
    .flatMap((word) => [word, `~${word}`]),
);
