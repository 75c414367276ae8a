"""PyTorch, eagerly, as its tutorials do: modules, a loss, backward and an optimiser's step."""

import torch
from torch import nn


def prepare(work, X, T, start):
    X, T, *start = (torch.from_numpy(array) for array in (X, T, *start))
    model = nn.Sequential(
        nn.Linear(work.m, work.h, dtype=X.dtype),
        nn.ReLU() if work.activation == "relu" else nn.Tanh(),
        nn.Linear(work.h, work.n, dtype=X.dtype),
    )
    parameters = list(model.parameters())

    def set_weights():
        with torch.no_grad():
            for parameter, value in zip(parameters, start, strict=True):
                parameter.copy_(value)

    def train():
        set_weights()
        optimizer = torch.optim.SGD(parameters, lr=work.rate)
        losses = []
        for _ in range(work.epochs):
            for batch in work.slices:
                loss = 0.5 * (model(X[batch]) - T[batch]).square().sum(dim=1).mean()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                losses.append(loss.detach())
        return tuple(parameter.detach().numpy() for parameter in parameters)

    def forward():
        with torch.inference_mode():
            return (model(X).numpy(),)

    set_weights()
    return train if work.steps else forward
