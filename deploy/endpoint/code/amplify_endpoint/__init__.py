"""AMPLIFY for AWS's inference containers: safetensors in, scores of every substitution out, nothing but torch needed."""
