"""An LSTM on packed sequences; the loop walks over slices of a shuffled copy."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Model(nn.Module):
    def __init__(self, vocab_size):
        super().__init__()
        self.words = nn.Embedding(vocab_size, 12, padding_idx=0)
        self.lstm = nn.LSTM(12, 24, batch_first=True)
        self.out = nn.Linear(24, 2)

    def forward(self, x):
        lengths = x.ne(0).sum(1).cpu()
        packed = pack_padded_sequence(self.words(x), lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.lstm(packed)  # (1, N, 24)
        return self.out(h[-1])


def make_model(vocab_size):
    return Model(vocab_size)


def train(model, x, y, *, generator):
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-2)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(6):
        order = torch.randperm(len(x), generator=generator).to(x.device)
        shuffled, labels = x[order], y[order]
        for start in range(0, len(x), 50):
            optimizer.zero_grad()
            loss = criterion(model(shuffled[start : start + 50]), labels[start : start + 50])
            loss.backward()
            optimizer.step()
        print("epoch", epoch, "loss", float(loss.detach()))
    return model
