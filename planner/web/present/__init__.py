"""What several pages share: names, evidence, caveats, context fit."""
