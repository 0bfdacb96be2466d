namespace IgMlNet.Publishing.Tests.Workflows;

/// <summary>Workflows that keep all rules, to be spoiled in one place by tests.</summary>
internal static class SampleWorkflows
{
    public const string Evaluation =
        """
        name: evaluate
        on:
          pull_request:
            types: [labeled]
        permissions: {}
        concurrency:
          group: evaluate-${{ github.event.pull_request.number }}
          cancel-in-progress: true
        jobs:
          shard:
            if: github.event.label.name == 'run'
            runs-on:
              group: gpu
              labels: [self-hosted, gpu]
            timeout-minutes: 60
            permissions:
              contents: read
            strategy:
              fail-fast: false
              matrix:
                shard: [1, 2]
            steps:
              - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
                with:
                  ref: ${{ github.event.pull_request.base.sha }}
                  persist-credentials: false
              - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
                with:
                  ref: ${{ github.event.pull_request.head.sha }}
                  path: candidate
                  persist-credentials: false
              - env:
                  TITLE: ${{ github.event.pull_request.title }}
                run: echo "$TITLE" ${{ matrix.shard }}
        """;

    public const string Publication =
        """
        name: publish
        on:
          workflow_run:
            workflows: [evaluate]
            types: [completed]
        permissions: {}
        concurrency:
          group: publish-${{ github.event.workflow_run.head_repository.full_name }}-${{ github.event.workflow_run.head_branch }}
          cancel-in-progress: false
        jobs:
          publish:
            runs-on: ubuntu-24.04
            permissions:
              actions: read
              contents: read
              pull-requests: write
              checks: write
            steps:
              - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
                with:
                  persist-credentials: false
              - run: igml publish
        """;

    public const string Action =
        """
        name: an action
        runs:
          using: composite
          steps:
            - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
              with:
                ref: ${{ inputs.commit }}
                persist-credentials: false
            - shell: bash
              env:
                PLAN: ${{ inputs.plan }}
              run: echo "$PLAN"
        """;
}
