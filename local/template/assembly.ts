import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export type TemplateResource = {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
};

export type Template = {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: Json }>>;
  readonly Conditions?: Readonly<Record<string, Json>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Json>>>>>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: Json; readonly Condition?: string; readonly Export?: { readonly Name: Json } }>
  >;
};

export type Stack = {
  readonly name: string;
  readonly template: Template;
  /** Absolute directory of an asset by the file name its template knows it by (`<hash>.zip`). */
  readonly assetDirectory: (s3Key: string) => string;
};

type Manifest = { readonly artifacts?: Readonly<Record<string, Artifact>> };
type Artifact = {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string };
};

/** The stacks of a synthesized CDK app (the directory `cdk synth` writes), each after those it depends on. */
export function loadAssembly(directory: string): readonly Stack[] {
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile)) throw new Error(`${directory} holds no synthesized app (no manifest.json)`);
  const artifacts = (JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest).artifacts ?? {};
  const nested = Object.entries(artifacts).find(([, artifact]) => artifact.type === 'cdk:cloud-assembly');
  if (nested !== undefined) throw new Error(`${nested[0]}: stages inside an app are not supported locally`);
  const ordered: string[] = [];
  const visiting = new Set<string>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (artifact === undefined || ordered.includes(id)) return;
    if (visiting.has(id)) throw new Error(`stacks depend on each other in a circle at ${id}`);
    visiting.add(id);
    for (const dependency of artifact.dependencies ?? []) visit(dependency);
    ordered.push(id);
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return ordered.flatMap((id) => {
    const artifact = artifacts[id];
    return artifact?.type === 'aws:cloudformation:stack' ? [loadStack(directory, id, artifact)] : [];
  });
}

function loadStack(directory: string, id: string, artifact: Artifact): Stack {
  const templateFile = artifact.properties?.templateFile ?? `${id}.template.json`;
  const template = JSON.parse(readFileSync(join(directory, templateFile), 'utf8')) as Template;
  const sources = assetSources(join(directory, templateFile.replace(/\.template\.json$/, '.assets.json')));
  return {
    name: artifact.properties?.stackName ?? id,
    template,
    assetDirectory(s3Key) {
      const hash = s3Key.replace(/^.*\//, '').replace(/\.zip$/, '');
      const path = join(directory, sources.get(hash) ?? `asset.${hash}`);
      if (!existsSync(path)) throw new Error(`${id}: asset ${s3Key} is not in the synthesized app (${path})`);
      return path;
    },
  };
}

function assetSources(assetsFile: string): ReadonlyMap<string, string> {
  if (!existsSync(assetsFile)) return new Map();
  type Assets = { readonly files?: Readonly<Record<string, { readonly source?: { readonly path?: string } }>> };
  const { files = {} } = JSON.parse(readFileSync(assetsFile, 'utf8')) as Assets;
  return new Map(
    Object.entries(files).flatMap(([hash, file]) =>
      file.source?.path === undefined ? [] : [[hash, file.source.path] as const],
    ),
  );
}
