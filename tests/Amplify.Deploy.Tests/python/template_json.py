"""Prints a CloudFormation template as JSON, its short functions (!Ref, !Sub, ...) in their long form."""
import json
import sys

import yaml


def function(loader, suffix, node):
    name = suffix if suffix in ('Ref', 'Condition') else f'Fn::{suffix}'
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split('.', 1) if suffix == 'GetAtt' else value}
    construct = loader.construct_sequence if isinstance(node, yaml.SequenceNode) else loader.construct_mapping
    return {name: construct(node, deep=True)}


yaml.SafeLoader.add_multi_constructor('!', function)
json.dump(yaml.load(open(sys.argv[1]), yaml.SafeLoader), sys.stdout)
