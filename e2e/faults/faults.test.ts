import { testCase } from './test-case.ts';

/** Of the forward and the route, one of each kind at the points that matter most. */
for (const name of [
  'add the forward · VBoxManage: add rule · kill after',
  'add the forward · journal.ndjson · ENOSPC',
  'move the forward to another port · VBoxManage: delete rule · kill after',
  'put the route back · route: add · kill before',
  'put the route back · route: delete · garbage',
])
  testCase(name);
