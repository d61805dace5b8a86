import { USERS } from './users.ts';

/** Whoever may be signed in as, in Chinese with English beside it. */
export function loginPage(): string {
  const users = USERS.map(
    ({ id, name, roles, tenants }) => `<li><button name="user" value="${id}">
<strong>${name.zh}</strong> <span lang="en">${name.en}</span>
<small>${roles.map((role) => ROLE_NAMES[role]).join('、')} · ${tenants.includes('*') ? '全省' : tenants.join('、')}</small>
</button></li>`,
  );
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>登录工会桥 Sign in</title>
<style>
body{font:16px/1.6 system-ui,sans-serif;max-width:32rem;margin:10vh auto;padding:0 1rem;color:#1b1b1b}
ul{list-style:none;padding:0}
button{display:block;width:100%;margin:.5rem 0;padding:.75rem 1rem;font:inherit;text-align:start;background:#fff;border:1px solid #767676;border-radius:4px;cursor:pointer}
button:hover,button:focus-visible{border-color:#b3261e;outline:2px solid #b3261e}
small{display:block;color:#595959}
</style>
<h1>登录工会桥 <span lang="en">Sign in</span></h1>
<p>本机示例用户，没有密码。<span lang="en">Sample users of this machine; there are no passwords.</span></p>
<form method="post"><ul>
${users.join('\n')}
</ul></form>
</html>
`;
}

const ROLE_NAMES = {
  viewer: '查阅 viewer',
  operator: '经办 operator',
  approver: '复核 approver',
  auditor: '审计 auditor',
};
