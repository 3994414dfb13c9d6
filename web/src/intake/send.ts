/** One file by XMLHttpRequest, since fetch tells nothing about the progress of sending. */
import { ACCEPT, csrfToken, sessionLost } from "../api/client";
import { answered, failedToAnswer } from "../api/connection";
import { ApiError, errorFromAnswer } from "../api/errors";

interface Sending {
  /** The uuid of the job that reads the file. */
  answer: Promise<string>;
  stop(): void;
}

export function send(file: File, onProgress: (sentBytes: number) => void): Sending {
  const request = new XMLHttpRequest();
  const answer = new Promise<string>((resolve, reject) => {
    request.upload.onprogress = (event) => onProgress(Math.min(event.loaded, file.size));
    request.onload = () => {
      answered();
      const body = parsed(request.responseText);
      if (request.status === 200 && typeof body === "string") return resolve(body);
      if (request.status === 401) sessionLost.value += 1;
      reject(errorFromAnswer(request.status, body));
    };
    request.onerror = () => {
      failedToAnswer();
      reject(new ApiError("unreachable", 0, null));
    };
    request.onabort = () => reject(new ApiError("cancelled", 0, null));
  });
  request.open("POST", "/api/documents/post_document/");
  request.setRequestHeader("Accept", ACCEPT);
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.send(form(file));
  return { answer, stop: () => request.abort() };
}

function form(file: File): FormData {
  const data = new FormData();
  data.append("from_webui", "true");
  data.append("document", file, file.name);
  return data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
