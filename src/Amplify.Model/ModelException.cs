namespace Amplify.Model;

/// <summary>A checkpoint or a sequence the engine cannot use; the message is one sentence or two for the user.</summary>
public sealed class ModelException(string message) : Exception(message);
