/**
 * A request as a whole program in several languages: it reads selfie.jpg, waits for the pictures and saves them. The
 * documentation and the playground show these, and a test runs them.
 */

export const LANGUAGES = ['curl', 'TypeScript', 'Python', 'PHP', 'Go'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Without its key and its face, which the programs add. */
export type SampleRequest = Record<string, string | number | boolean>;

type Sample = { url: string; key: string; request: SampleRequest };

const FOLDER = '/api/v6/image_editing';

export function codeSample(language: Language, sample: Sample): string {
  return SAMPLES[language](sample);
}

const SAMPLES: Record<Language, (sample: Sample) => string> = {
  curl: ({ url, key, request }) => `curl --silent ${url}${FOLDER}/face_gen \\
  --header 'Authorization: Bearer ${key}' \\
  --json @- <<END
{
${lines(request, (name, value) => `  ${JSON.stringify(name)}: ${escapeHere(JSON.stringify(value))},`)}
  "face_image": "data:image/jpeg;base64,$(base64 < selfie.jpg | tr -d '\\n')"
}
END
`,

  TypeScript: ({ url, key, request }) => `import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

async function call(address: string, body: object) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer ${key}' },
    body: JSON.stringify(body),
  });
  return response.json();
}

const selfie = await readFile('selfie.jpg', 'base64');
let answer = await call('${url}${FOLDER}/face_gen', {
${lines(request, (name, value) => `  ${name}: ${JSON.stringify(value)},`)}
  face_image: \`data:image/jpeg;base64,\${selfie}\`,
});
let fetchResult = answer.fetch_result;
while (answer.status === 'processing') {
  await setTimeout(2000);
  answer = await call(fetchResult, {});
}
if (answer.status !== 'success') throw new Error(JSON.stringify(answer.message));
for (const [index, link] of answer.output.entries()) {
  const picture = await fetch(link);
  await writeFile(\`avatar-\${index + 1}.png\`, Buffer.from(await picture.arrayBuffer()));
}
`,

  Python: ({ url, key, request }) => `import base64, json, time, urllib.request

def call(address, body):
    headers = {"Content-Type": "application/json", "Authorization": "Bearer ${key}"}
    request = urllib.request.Request(address, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as response:
        return json.load(response)

with open("selfie.jpg", "rb") as photo:
    selfie = base64.b64encode(photo.read()).decode()

answer = call("${url}${FOLDER}/face_gen", {
${lines(request, (name, value) => `    ${JSON.stringify(name)}: ${pythonValue(value)},`)}
    "face_image": f"data:image/jpeg;base64,{selfie}",
})
fetch_result = answer.get("fetch_result")
while answer["status"] == "processing":
    time.sleep(2)
    answer = call(fetch_result, {})
if answer["status"] != "success":
    raise SystemExit(answer["message"])
for index, link in enumerate(answer["output"], 1):
    urllib.request.urlretrieve(link, f"avatar-{index}.png")
`,

  PHP: ({ url, key, request }) => `<?php
function call(string $address, array $body): array {
    $options = ['http' => [
        'method' => 'POST',
        'header' => "Content-Type: application/json\\r\\nAuthorization: Bearer ${key}",
        'content' => json_encode((object) $body),
    ]];
    return json_decode(file_get_contents($address, false, stream_context_create($options)), true);
}

$answer = call('${url}${FOLDER}/face_gen', [
${lines(request, (name, value) => `    '${name}' => ${phpValue(value)},`)}
    'face_image' => 'data:image/jpeg;base64,' . base64_encode(file_get_contents('selfie.jpg')),
]);
$fetchResult = $answer['fetch_result'] ?? null;
while ($answer['status'] === 'processing') {
    sleep(2);
    $answer = call($fetchResult, []);
}
if ($answer['status'] !== 'success') {
    exit(json_encode($answer['message']) . "\\n");
}
foreach ($answer['output'] as $index => $link) {
    copy($link, 'avatar-' . ($index + 1) . '.png');
}
`,

  Go: ({ url, key, request }) => `package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

type answer struct {
	Status      string   \`json:"status"\`
	FetchResult string   \`json:"fetch_result"\`
	Message     any      \`json:"message"\`
	Output      any      \`json:"output"\`
}

func call(address string, body map[string]any) (result answer) {
	text, _ := json.Marshal(body)
	request, err := http.NewRequest("POST", address, bytes.NewReader(text))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer ${key}")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&result); err != nil {
		log.Fatal(err)
	}
	return result
}

func save(link, name string) {
	response, err := http.Get(link)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	picture, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(name, picture, 0o644); err != nil {
		log.Fatal(err)
	}
}

func main() {
	selfie, err := os.ReadFile("selfie.jpg")
	if err != nil {
		log.Fatal(err)
	}
	result := call("${url}${FOLDER}/face_gen", map[string]any{
${lines(request, (name, value) => `		${JSON.stringify(name)}: ${JSON.stringify(value)},`)}
		"face_image": "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(selfie),
	})
	fetchResult := result.FetchResult
	for result.Status == "processing" {
		time.Sleep(2 * time.Second)
		result = call(fetchResult, map[string]any{})
	}
	if result.Status != "success" {
		log.Fatal(result.Message)
	}
	for index, link := range result.Output.([]any) {
		save(link.(string), fmt.Sprintf("avatar-%d.png", index+1))
	}
}
`,
};

type Value = SampleRequest[string];

function lines(request: SampleRequest, write: (name: string, value: Value) => string): string {
  return Object.entries(request)
    .map(([name, value]) => write(name, value))
    .join('\n');
}

/** A shell still reads these signs in what follows \`<<END\`. */
function escapeHere(text: string): string {
  return text.replace(/[\\$`]/g, '\\$&');
}

function pythonValue(value: Value): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}

function phpValue(value: Value): string {
  return typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : JSON.stringify(value);
}

/** How a receiver tells that a webhook came from here: the check of Standard Webhooks, with nothing but Node. */
export const VERIFY_SAMPLE = `import { createHmac, timingSafeEqual } from 'node:crypto';

// secret: "whsec_…", beside your key. body: the text as it came.
export function isGenuine(secret, headers, body) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (!(age < 300)) return false;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const hmac = createHmac('sha256', key);
  const signature = hmac.update(\`\${id}.\${timestamp}.\${body}\`).digest('base64');
  const right = Buffer.from(\`v1,\${signature}\`);
  const sent = Buffer.from(String(headers['webhook-signature']));
  return right.length === sent.length && timingSafeEqual(right, sent);
}
`;
