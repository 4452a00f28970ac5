"""Reference prints of speaker clips, for speaker_encoder_model_test. Not made with our program: librosa's mel
spectrogram as Resemblyzer 0.1.4 calls it, and its network in numpy (torch is not needed).

    pip install Resemblyzer==0.1.4 --no-deps; pip install numpy librosa soundfile
    python make_golden.py PRETRAINED.PT ../speech > golden.json
"""

import collections
import json
import pathlib
import pickle
import sys

import librosa
import numpy as np
import soundfile

CLIPS = ["jfk.wav", "librispeech-1995-1837-0001.wav", "librispeech-6930-75918-0000.wav",
         "librispeech-7902-96591-0001.wav", "aishell-BAC009S0724W0121.wav"]
PARTIAL = 160  # frames


class Storage:
    pass


def tensor(storage, offset, size, stride, *_):
    return (storage, offset, size, stride)


class TorchUnpickler(pickle.Unpickler):
    def find_class(self, module, name):
        return {"FloatStorage": Storage, "OrderedDict": collections.OrderedDict, "_rebuild_tensor_v2": tensor}[name]

    def persistent_load(self, saved):
        _, _, key, _, _, view = saved
        return (key, view[1] if view else 0)


def read_weights(path):
    with open(path, "rb") as file:
        for _ in range(3):
            pickle.load(file)
        saved = TorchUnpickler(file).load()
        storages = {}
        for key in pickle.load(file):
            count = int(np.frombuffer(file.read(8), "<i8")[0])
            storages[key] = np.frombuffer(file.read(4 * count), "<f4")
    weights = {}
    for name, value in saved["model_state"].items():
        (key, view), offset, size, _ = value
        start = view + offset
        weights[name] = storages[key][start:start + int(np.prod(size))].reshape(size)
    return weights


def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def embed(weights, mels):
    x = mels
    for layer in range(3):
        w_ih, w_hh = weights[f"lstm.weight_ih_l{layer}"], weights[f"lstm.weight_hh_l{layer}"]
        bias = weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
        h, c, out = np.zeros(256, np.float32), np.zeros(256, np.float32), []
        for frame in x @ w_ih.T + bias:
            i, f, g, o = np.split(frame + w_hh @ h, 4)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
            out.append(h)
        x = np.array(out)
    raw = np.maximum(weights["linear.weight"] @ x[-1] + weights["linear.bias"], 0)
    return raw / np.linalg.norm(raw)


def louder(wav):  # Resemblyzer's normalize_volume, increase_only
    change = -30 - 20 * np.log10(np.sqrt(np.mean(wav ** 2)))
    return wav * 10 ** (max(change, 0) / 20)


def mel_spectrogram(wav):
    return librosa.feature.melspectrogram(y=wav, sr=16000, n_fft=400, hop_length=160,
                                          n_mels=40).astype(np.float32).T


def main():
    weights, folder = read_weights(sys.argv[1]), pathlib.Path(sys.argv[2])
    golden = []
    for name in CLIPS:
        wav, rate = soundfile.read(folder / name, dtype="float32")
        assert rate == 16000
        mels = mel_spectrogram(louder(wav))
        for start in range(0, min(2 * PARTIAL, len(mels) - PARTIAL + 1), PARTIAL):
            print_ = embed(weights, mels[start:start + PARTIAL])
            golden.append({"file": name, "frame": start,
                           "gain": round(float(np.mean(louder(wav) ** 2) / np.mean(wav ** 2)), 6),
                           "mel_sum": float(mels[start:start + PARTIAL].sum()),
                           "print": [round(float(v), 4) for v in print_]})
    print("[\n" + ",\n".join(json.dumps(g, separators=(",", ":")) for g in golden) + "\n]")


if __name__ == "__main__":
    main()
