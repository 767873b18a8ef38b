import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tabColumns } from './tab-columns.ts';
import { compile, unescaped } from './template.ts';

const config = {
  Name: 'default',
  Driver: { IPAddress: '192.168.99.100', CPU: 1, Tags: ['a', 'b'], NoShare: false, Nothing: null },
};
const fill = (text: string, strict = false): string => compile(text)({ value: config, strict });

/** What Go 1.12's text/template makes of the same, over what encoding/json reads. */
const forms: readonly (readonly [template: string, text: string])[] = [
  ['{{.Name}}', 'default'],
  ['{{ .Driver.IPAddress }}:{{.Driver.CPU}}', '192.168.99.100:1'],
  ['{{.Driver.Absent}}', '<no value>'],
  ['{{.Driver.Absent.Deeper}}', '<no value>'],
  ['{{.Driver.Nothing}}', '<no value>'],
  ['{{.Driver}}', 'map[CPU:1 IPAddress:192.168.99.100 NoShare:false Nothing:<nil> Tags:[a b]]'],
  [
    '{{json .Driver}}',
    '{"CPU":1,"IPAddress":"192.168.99.100","NoShare":false,"Nothing":null,"Tags":["a","b"]}',
  ],
  ['{{.Driver.Tags | json}}', '["a","b"]'],
  ['{{prettyjson .Driver.Tags}}', '[\n    "a",\n    "b"\n]'],
  ['{{json "<&>"}}', '"\\u003c\\u0026\\u003e"'],
  ['{{range .Driver.Tags}}[{{.}}]{{end}}', '[a][b]'],
  ['{{range .Driver.Tags}}{{$.Name}} {{end}}', 'default default '],
  ['{{range .Driver.Absent}}x{{else}}none{{end}}', 'none'],
  ['{{if .Driver.NoShare}}no{{else if .Name}}named{{else}}nothing{{end}}', 'named'],
  ['{{if eq .Name "default" "other"}}yes{{end}}', 'yes'],
  ['{{with .Driver}}{{.CPU}}{{end}}', '1'],
  ['{{index .Driver.Tags 1}} {{index .Driver "CPU"}}', 'b 1'],
  ['{{printf "%-8s|%q|%d%%" .Name .Name .Driver.CPU}}', 'default |"default"|1%'],
  ['{{len .Driver.Tags}}{{/* nothing */}}', '2'],
  ['a {{- .Name -}} b', 'adefaultb'],
  ['{{if and .Name (not .Driver.NoShare)}}both{{end}}', 'both'],
  ['{{"{{"}} {{`x`}}', '{{ x'],
  ['{{if gt .Driver.CPU 0}}{{print .Name 1}}{{end}}', 'default 1'],
];

test('templates come out as Go has them', () => {
  for (const [template, text] of forms) assert.equal(fill(template), text, template);
});

test('what cannot be understood is refused with a sentence', () => {
  const refused: readonly (readonly [template: string, said: RegExp])[] = [
    ['{{.Name', /is not closed/],
    ['{{if .Name}}x', /\{\{if\}\} has no \{\{end\}\}/],
    ['{{end}}', /too many/],
    ['{{split .Name}}', /"split" is not supported; there are and, /],
    ['{{$x := .Name}}', /variables/],
    ['{{template "x"}}', /\{\{template\}\} is not supported/],
    ['{{range .Name}}{{end}}', /cannot go over default/],
    ['{{.Name "x"}}', /only a function/],
    ['{{index .Driver.Tags 7}}', /no element 7/],
    ['{{printf "%s"}}', /too few values/],
    ['{{if .Name}}'.repeat(60), /too deep/],
    [`{{${'('.repeat(60)}`, /not closed/],
    [`{{${'('.repeat(60)}}}`, /too deep/],
  ];
  for (const [template, said] of refused)
    assert.throws(() => fill(template), { name: 'TemplateError', message: said }, template);
  assert.throws(() => fill('{{.Driver.Foo}}', true), /no field \.Foo here; there are IPAddress, CPU/);
});

test('a name of every object of this language is no field', () => {
  assert.equal(fill('{{.constructor}}{{.Driver.__proto__}}'), '<no value><no value>');
});

test('columns are aligned as by text/tabwriter with docker-machine settings', () => {
  assert.equal(
    tabColumns('NAME\tACTIVE\tERRORS\ndefault\t-\t\nwork\t*\tno route\n'),
    'NAME      ACTIVE   ERRORS\ndefault   -        \nwork      *        no route\n',
  );
  assert.equal(tabColumns('a\tb\n'), 'a    b\n');
  assert.equal(unescaped('{{.A}}\\t{{.B}}\\n'), '{{.A}}\t{{.B}}\n');
});
